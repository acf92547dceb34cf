/** The character table of OpenCC (Apache-2.0) as opencc-js ships it: "traditional simplified|…". It ships no types for it. */
declare module 'opencc-js/dict/TSCharacters' {
  const pairs: string
  export default pairs
}
