/** What a GPU says of itself, in words for the screen. */
export function describeAdapter(info: GPUAdapterInfo): string {
  const names = [info.vendor, info.architecture].filter((name) => name !== '');
  return info.description || names.join(' ') || 'GPU';
}

/** Whether a GPU is emulated on the CPU: it says so itself, or bears the name of an emulator. */
export function isSoftwareAdapter(info: GPUAdapterInfo): boolean {
  const names = `${info.vendor} ${info.architecture} ${info.device} ${info.description}`;
  return info.isFallbackAdapter || /swiftshader|llvmpipe|lavapipe|basic render|\bwarp\b/i.test(names);
}

/** The machine's best adapter, or null where the browser has none to give. */
export async function requestAdapter(): Promise<GPUAdapter | null> {
  if (!('gpu' in navigator)) return null;
  return navigator.gpu.requestAdapter({ powerPreference: 'high-performance' });
}
