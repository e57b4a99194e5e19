// The trustee's book: which manifests were signed and which archives decrypted. It is a file beside
// the key file; a new page of it must be saved, and read back, before anything leaves this page.
import { fields, list, read, write } from "../belenios/canonical.js";
import { Refused } from "../belenios/refusal.js";

const FORMAT = "linli-book-1";

/** An empty book for a key. */
export function newBook(publicKey) {
  return { format: FORMAT, key: publicKey, manifests: [], decryptions: [] };
}

/** Read a book; refuse one of another key. */
export function readBook(source, publicKey) {
  const book = fields(
    read(source.trim(), "ledger.form"),
    ["format", "key", "manifests", "decryptions"],
    "ledger.form",
  );
  if (book.format !== FORMAT) throw new Refused("ledger.form", { path: "" });
  if (book.key !== publicKey) throw new Refused("ledger.foreign", { path: "" });
  for (const item of list(book.manifests, "ledger.form"))
    fields(item, ["uuid", "digest"], "ledger.form");
  for (const item of list(book.decryptions, "ledger.form"))
    fields(item, ["setup", "head", "tally", "finished"], "ledger.form");
  return book;
}

/** Write a book. */
export function writeBook(book) {
  return write(book);
}

/** The book with one more signed manifest; refuse a second, different one of the same vote. */
export function noteManifest(book, { uuid, digest }) {
  const known = book.manifests.filter((item) => item.uuid === uuid);
  if (known.some((item) => item.digest !== digest)) throw new Refused("sign.second", { uuid });
  return known.length > 0 ? book : { ...book, manifests: [...book.manifests, { uuid, digest }] };
}

/**
 * The book with decryptions that are about to happen. Refuse what was decrypted before; what was
 * begun and never finished may be done again for exactly the same tally.
 */
export function noteDecryptions(book, permits, finished = false) {
  const added = permits.map(({ setup, head, tally }) => ({ setup, head, tally, finished }));
  for (const { setup, head, tally } of added) {
    for (const earlier of book.decryptions.filter((item) => item.setup === setup)) {
      if (earlier.finished) throw new Refused("ledger.repeated", { setup, head: earlier.head });
      if (earlier.head !== head || earlier.tally !== tally)
        throw new Refused("ledger.other_tally", { setup, head: earlier.head });
    }
  }
  const setups = new Set(added.map(({ setup }) => setup));
  return {
    ...book,
    decryptions: [...book.decryptions.filter(({ setup }) => !setups.has(setup)), ...added],
  };
}
