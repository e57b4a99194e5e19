// The booth's screens. Each function draws one and calls `next` with what the voter decided.
import { isCredential, meantCredential, publicOf, readCredential } from "../belenios/credential.js";
import { button, complain, copy, el, forgive, title } from "../page/dom.js";
import { plaintextOf } from "./ballot.js";
import { grouped, shortNumber } from "./tracker.js";

function actions(...buttons) {
  return el("div", { class: "page-actions" }, ...buttons);
}

function errorLine(id) {
  return el("p", { id, class: "page-error", role: "alert", hidden: true });
}

/** Ask for the credential, with help for misreadings when the list of voters is in the page. */
export function credentialScreen({ say, election, listed, given }, next) {
  const message = errorLine("credential-error");
  const field = el("input", {
    id: "credential",
    class: "page-field page-code",
    type: "text",
    autocomplete: "off",
    autocapitalize: "none",
    autocorrect: "off",
    spellcheck: "false",
    "aria-describedby": "credential-help credential-error",
    oninput: () => forgive(field, message),
  });
  field.value = given || "";
  const suggestion = el("div", { hidden: true });

  const suggest = (credential) => {
    suggestion.hidden = false;
    suggestion.replaceChildren(
      el("p", {}, say("credential.meant")),
      el("p", { class: "page-code" }, credential),
      actions(
        button(say("credential.use"), () => next(credential), { class: "page-button page-first" }),
      ),
    );
    suggestion.querySelector("button").focus();
  };
  const submit = (event) => {
    event.preventDefault();
    suggestion.hidden = true;
    const read = readCredential(field.value);
    const typed = read.credential;
    const usable = typed && isCredential(typed);
    if (usable && (!listed || listed(publicOf(typed, election.uuid)))) {
      next(typed);
      return;
    }
    const meant = typed && listed ? meantCredential(typed, election.uuid, listed) : null;
    complain(field, message, say(`credential.${read.problem || "unlisted"}`, read));
    if (meant) suggest(meant);
  };

  return [
    title(say("credential.title")),
    el(
      "form",
      { onsubmit: submit, novalidate: true },
      el("label", { for: "credential" }, say("credential.label")),
      field,
      el("p", { id: "credential-help" }, say("credential.help")),
      message,
      suggestion,
      actions(el("button", { type: "submit", class: "page-button page-first" }, say("next"))),
    ),
    el(
      "details",
      {},
      el("summary", {}, say("credential.trouble")),
      el("p", {}, say("credential.alphabet")),
      el("p", {}, say("credential.lost")),
    ),
  ];
}

/** The sentence that explains how many answers to choose. */
function rule(say, { min, max }) {
  if (max === 1 && min === 1) return say("choose.one");
  if (min === max) return say("choose.exactly", { min });
  if (min === 0) return say("choose.upto", { max });
  return say("choose.range", { min, max });
}

/** One question. `chosen` is the earlier choice when the voter comes back. */
export function questionScreen({ say, election, index, chosen }, next, back) {
  const question = election.questions[index];
  const single = question.min === 1 && question.max === 1;
  const message = errorLine("choice-error");
  const tally = el("p", { "aria-live": "polite", class: "page-step" });
  const input = (value, checked) =>
    el("input", {
      type: single ? "radio" : "checkbox",
      name: "choice",
      value,
      checked,
      onchange: () => update(value),
    });
  const option = (value, text, checked) =>
    el("label", { class: "page-choice" }, input(value, checked), el("span", {}, text));
  const was = (value) =>
    value === "blank" ? chosen === "blank" : Array.isArray(chosen) && chosen.includes(value);
  const options = question.answers.map((answer, place) =>
    option(String(place), answer, was(place)),
  );
  if (question.blank) options.push(option("blank", say("choose.blank"), was("blank")));
  const inputs = options.map((label) => label.querySelector("input"));
  const group = el(
    "fieldset",
    { "aria-describedby": "choice-rule choice-error", tabindex: "-1" },
    el("legend", {}, question.question),
    el("p", { id: "choice-rule" }, rule(say, question)),
    tally,
    ...options,
  );

  const marked = () => inputs.filter(({ checked }) => checked).map(({ value }) => value);
  const current = () => (marked().includes("blank") ? "blank" : marked().map(Number));
  function update(changed) {
    forgive(group, message);
    if (!single) {
      for (const field of inputs) {
        const contradicts =
          changed === "blank"
            ? field.value !== "blank"
            : changed !== undefined && field.value === "blank";
        if (contradicts) field.checked = false;
      }
    }
    options.forEach((label, place) => label.classList.toggle("page-chosen", inputs[place].checked));
    const count = current() === "blank" ? 0 : marked().length;
    tally.textContent = single ? "" : say("choose.count", { count, max: question.max });
  }
  const submit = (event) => {
    event.preventDefault();
    try {
      plaintextOf(question, current());
    } catch ({ code, facts }) {
      complain(group, message, say(code, facts));
      return;
    }
    next(current());
  };
  update();
  return [
    el(
      "p",
      { class: "page-step" },
      say("choose.step", { number: index + 1, count: election.questions.length }),
    ),
    title(say("choose.title")),
    el(
      "form",
      { onsubmit: submit, novalidate: true },
      group,
      message,
      actions(
        button(say("back"), back),
        el("button", { type: "submit", class: "page-button page-first" }, say("next")),
      ),
    ),
  ];
}

/** The chosen answers in words. */
function inWords(say, question, choice) {
  if (choice === "blank") return [say("choose.blank")];
  if (choice.length === 0) return [say("review.none")];
  return choice.map((place) => question.answers[place]);
}

/** Everything once more, with a way back to each question. */
export function reviewScreen({ say, election, choices }, next, change) {
  const rows = election.questions.map((question, index) =>
    el(
      "div",
      { class: "page-box" },
      el("p", {}, el("strong", {}, question.question)),
      el(
        "ul",
        { class: "page-list" },
        ...inWords(say, question, choices[index]).map((answer) => el("li", {}, answer)),
      ),
      actions(
        button(say("review.change"), () => change(index), {
          "aria-label": say("review.change.label", { number: index + 1 }),
        }),
      ),
    ),
  );
  return [
    title(say("review.title")),
    el("p", {}, say("review.explain")),
    ...rows,
    actions(button(say("review.encrypt"), next, { class: "page-button page-first" })),
  ];
}

/** The moment of encryption; answers the progress bar to move. */
export function encryptionScreen({ say }) {
  const bar = el("progress", { max: "1", value: "0", "aria-label": say("encrypt.title") });
  return { bar, children: [title(say("encrypt.title")), el("p", {}, say("encrypt.explain")), bar] };
}

function trackerBox(say, tracker) {
  const copied = el("p", { "aria-live": "polite" });
  return [
    el(
      "div",
      { class: "page-box" },
      el("p", {}, say("tracker.short")),
      el("p", { class: "page-short", id: "tracker-short" }, shortNumber(tracker)),
      el("p", {}, say("tracker.full")),
      el("p", { class: "page-code", id: "tracker", "data-tracker": tracker }, grouped(tracker)),
    ),
    actions(
      button(say("tracker.copy"), async () => {
        copied.textContent = say((await copy(tracker)) ? "tracker.copied" : "tracker.uncopied");
      }),
      button(say("tracker.print"), () => window.print()),
    ),
    copied,
  ];
}

/** The encrypted ballot's tracker, and the button that sends it. */
export function sendScreen({ say, ballot }, send, startOver) {
  const message = errorLine("send-error");
  const again = () => {
    submit.disabled = false;
    submit.textContent = say("send.again");
    submit.focus();
  };
  const submit = button(
    say("send.button"),
    async () => {
      submit.disabled = true;
      message.hidden = true;
      status.textContent = say("send.sending");
      const outcome = await send();
      status.textContent = "";
      if (outcome.accepted) return;
      message.textContent = outcome.unknown
        ? say("send.unknown")
        : outcome.refused.message || say("send.refused", outcome.refused);
      message.hidden = false;
      again();
    },
    { class: "page-button page-first", id: "send" },
  );
  const status = el("p", { "aria-live": "polite" });
  return [
    title(say("send.title")),
    el("p", {}, say("send.explain")),
    ...trackerBox(say, ballot.tracker),
    message,
    status,
    actions(button(say("send.over"), startOver), submit),
  ];
}

/** What the voter keeps. */
export function receiptScreen({ say, ballot, receipt, boardUrl }) {
  const facts = Object.entries(receipt.facts || {});
  return [
    title(say("receipt.title")),
    el("p", {}, say("receipt.explain")),
    ...trackerBox(say, ballot.tracker),
    facts.length > 0
      ? el(
          "dl",
          { class: "page-box" },
          ...facts.flatMap(([name, value]) => [
            el("dt", {}, name),
            el("dd", { class: "page-code" }, String(value)),
          ]),
        )
      : null,
    el("p", {}, say("receipt.again")),
    boardUrl ? el("p", {}, el("a", { href: boardUrl }, say("receipt.board"))) : null,
  ];
}

/** Something in the page is not as it must be; nothing can be voted here. */
export function brokenScreen({ say, code }) {
  return [
    title(say("broken.title")),
    el("p", { class: "page-error" }, say("broken.explain", { code })),
  ];
}
