// Drafts on this phone: fields and photos of reports that have not been sent, in IndexedDB.
// A draft belongs to whoever wrote it: of an account nobody else is shown it. Visitors have no
// account, so theirs cannot be told apart on a shared phone: these are shown only to whoever says
// that they are theirs, can be cleared together, and are gone after a day.
const NAME = "linli-cases";
const TABLE = "drafts";
const VISITOR = "";
const LASTS = 24 * 60 * 60 * 1000;

function asked(request) {
  return new Promise((done, failed) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
}

async function table(mode) {
  const opening = indexedDB.open(NAME, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(TABLE, { keyPath: "key" });
  const database = await asked(opening);
  return database.transaction(TABLE, mode).objectStore(TABLE);
}

export function isVisitor(owner) {
  return owner === VISITOR;
}

export async function keepDraft(draft) {
  await asked((await table("readwrite")).put(draft));
}

export async function draftOf(key) {
  await forgetOld();
  return asked((await table("readonly")).get(key));
}

export async function draftsOf(owner) {
  await forgetOld();
  const all = await asked((await table("readonly")).getAll());
  return all.filter((draft) => draft.owner === owner).sort((a, b) => b.savedAt - a.savedAt);
}

export async function dropDraft(key) {
  await asked((await table("readwrite")).delete(key));
}

export async function dropDraftsOf(owner) {
  for (const draft of await draftsOf(owner)) await dropDraft(draft.key);
}

// What visitors left goes after a day, whoever opens a page next.
export async function forgetOld() {
  const all = await asked((await table("readonly")).getAll());
  const old = all.filter((draft) => isVisitor(draft.owner) && Date.now() - draft.savedAt > LASTS);
  for (const draft of old) await dropDraft(draft.key);
}
