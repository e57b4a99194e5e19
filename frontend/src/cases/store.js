// Drafts on this phone: fields and photos of reports that have not been sent, in IndexedDB.
// A draft belongs to whoever wrote it; on a shared phone nobody else is shown it.
const NAME = "linli-cases";
const TABLE = "drafts";

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

export async function keepDraft(draft) {
  await asked((await table("readwrite")).put(draft));
}

export async function draftOf(key) {
  return asked((await table("readonly")).get(key));
}

export async function draftsOf(owner) {
  const all = await asked((await table("readonly")).getAll());
  return all.filter((draft) => draft.owner === owner).sort((a, b) => b.savedAt - a.savedAt);
}

export async function dropDraft(key) {
  await asked((await table("readwrite")).delete(key));
}
