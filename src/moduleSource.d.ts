/** The module before the `?`, bundled into the text of one standalone ES module (scripts/bundleModule.ts). */
declare module '*?module-source' {
  const source: string;
  export default source;
}
