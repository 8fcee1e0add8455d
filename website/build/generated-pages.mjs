/** Pages whose numbers the library computes when the site is built. */
export async function writeGenerated() {}
