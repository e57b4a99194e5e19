// The reports on this phone that have not been sent: shown on "my reports" and before a new one.
// To a visitor only after they have said that these are theirs.
import { draftsOf, dropDraft, dropDraftsOf, isVisitor } from "./store.js";

export async function showDrafts(root) {
  let drafts = [];
  try {
    drafts = await draftsOf(root.dataset.owner);
  } catch {
    return; // no storage here: then there are no drafts either
  }
  if (!drafts.length) return;
  const question = root.querySelector("[data-draft-question]");
  const list = root.querySelector("[data-draft-list]");
  const fill = () => list.replaceChildren(...drafts.map((one) => item(root, one)));
  if (isVisitor(root.dataset.owner)) {
    question.hidden = false;
    question.querySelector("[data-draft-mine]").addEventListener("click", () => {
      question.querySelector("[data-draft-mine]").hidden = true;
      fill();
    });
    question.querySelector("[data-draft-clear]").addEventListener("click", async () => {
      await dropDraftsOf(root.dataset.owner);
      list.replaceChildren();
      root.hidden = true;
    });
  } else fill();
  root.hidden = false;
}

function item(root, draft) {
  const line = document.createElement("li");
  const words = document.createElement("span");
  const when = new Date(draft.savedAt).toLocaleString(document.documentElement.lang);
  words.textContent = `${draft.category} · ${when} · ${draft.waiting ? root.dataset.waitingWord : root.dataset.draftWord}`;
  const on = document.createElement("a");
  on.className = "btn btn-primary";
  on.href = `${draft.address}${draft.address.includes("?") ? "&" : "?"}draft=${encodeURIComponent(draft.key)}`;
  on.textContent = root.dataset.continueWord;
  const away = document.createElement("button");
  away.type = "button";
  away.className = "btn btn-outline-secondary";
  away.textContent = root.dataset.discardWord;
  away.addEventListener("click", async () => {
    await dropDraft(draft.key);
    line.remove();
    root.hidden = !root.querySelector("li");
  });
  line.append(words, on, away);
  return line;
}
