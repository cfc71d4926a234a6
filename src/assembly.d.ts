/** An AssemblyScript module as WASM in base64, see scripts/assemblyScript.ts. */
declare module '*?assembly' {
  const bytes: string;
  export default bytes;
}
