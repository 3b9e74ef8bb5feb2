// Stands in for @noble/curves/nist.js (esbuild --alias, package.json). age-encryption can also seal to P-256 hardware
// tags; a form seals to age1pq1 keys only (form.js refuses any other), and P-256 is 11 of 48 KB on a 3G line. What is
// built when the module loads stands here; whatever would use it throws, so nothing can be sealed wrongly.
/** @returns {never} */
function absent() {
  throw new Error("P-256 is left out of the browser bundle");
}

/** @param {number} secretKey bytes */
const curve = (secretKey) => ({
  lengths: { seed: 1.5 * secretKey, secretKey, publicKey: secretKey + 1, publicKeyUncompressed: 2 * secretKey + 1 },
  Point: { Fn: { fromBytes: absent, toBytes: absent, create: absent, isValidNot0: absent }, fromBytes: absent },
  getPublicKey: absent,
  getSharedSecret: absent,
  utils: { randomSecretKey: absent },
});

export const p256 = curve(32);
export const p384 = curve(48);
