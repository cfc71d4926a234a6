/** An AssemblyScript module as WASM in base64, see scripts/assemblyScript.mjs. */
declare module '*?assembly' {
  const bytes: string;
  export default bytes;
}
