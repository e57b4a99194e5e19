// Random exponents. The source is an argument, so that a test can repeat a ballot exactly.
import { ORDER } from "./group.js";

/** Fill bytes from the browser's generator; unlike the rest of WebCrypto it needs no HTTPS. */
export function systemBytes(length) {
  return globalThis.crypto.getRandomValues(new Uint8Array(length));
}

/** Draw an exponent; 64 bytes leave a bias below 2^-256. */
export function randomExponent(randomBytes) {
  let number = 0n;
  for (const byte of randomBytes(64)) number = (number << 8n) | BigInt(byte);
  return number % ORDER;
}
