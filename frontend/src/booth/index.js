// The voting booth: the steps from the credential to the receipt. Everything it needs stands in the
// page; the only request it makes is the one that posts the encrypted ballot.
import { systemBytes } from "../belenios/chance.js";
import { readCredential } from "../belenios/credential.js";
import { readElection } from "../belenios/election.js";
import { breathe, el, pageData, show, speaker } from "../page/dom.js";
import "../page/page.css";
import { ballotSteps, prepareElection } from "./ballot.js";
import { cast } from "./casting.js";
import {
  brokenScreen,
  credentialScreen,
  encryptionScreen,
  questionScreen,
  receiptScreen,
  reviewScreen,
  sendScreen,
} from "./screens.js";

/** Take the credential out of the address of a scanned code, and out of the history. */
function scannedCredential() {
  const { credential } = readCredential(location.hash.slice(1));
  if (location.hash) history.replaceState(null, "", location.pathname + location.search);
  return credential;
}

function openBooth(root, data, say) {
  const election = readElection(data.election);
  const list = data.credentials && new Set(data.credentials.map((line) => line.split(",")[0]));
  const listed = list && ((element) => list.has(element));
  let voter = null;
  let choices = [];
  let unsent = false;

  window.addEventListener("beforeunload", (event) => {
    if (unsent) event.preventDefault();
  });
  // The tables take a moment on an old phone: build them while the voter looks for the credential.
  setTimeout(() => prepareElection(election), 50);

  function askCredential(given) {
    voter = null;
    choices = [];
    unsent = false;
    show(
      root,
      ...credentialScreen({ say, election, listed, given }, (credential) => {
        voter = credential;
        askQuestion(0, false);
      }),
    );
  }

  function askQuestion(index, returning) {
    const next = (chosen) => {
      choices[index] = chosen;
      if (returning || index + 1 === election.questions.length) review();
      else askQuestion(index + 1, false);
    };
    const back = () => {
      if (returning) review();
      else if (index > 0) askQuestion(index - 1, false);
      else askCredential(voter);
    };
    show(root, ...questionScreen({ say, election, index, chosen: choices[index] }, next, back));
  }

  function review() {
    show(
      root,
      ...reviewScreen({ say, election, choices }, encrypt, (index) => askQuestion(index, true)),
    );
  }

  async function encrypt() {
    const { bar, children } = encryptionScreen({ say });
    show(root, ...children);
    await breathe();
    try {
      await makeIt(bar);
    } catch (error) {
      show(root, ...brokenScreen({ say, code: error.code || error.message }));
    }
  }

  async function makeIt(bar) {
    const started = performance.now();
    const steps = ballotSteps({ election, credential: voter, choices, randomBytes: systemBytes });
    for (;;) {
      const { done, value } = steps.next();
      if (done) {
        root.dataset.encryptionMs = String(Math.round(performance.now() - started));
        offer(value);
        return;
      }
      bar.value = value;
      if (value < 1) await breathe();
    }
  }

  function offer(ballot) {
    // From here on only the encrypted ballot is kept.
    voter = null;
    choices = [];
    unsent = true;
    const send = async () => {
      const outcome = await cast(data, ballot);
      if (outcome.accepted) {
        unsent = false;
        show(
          root,
          ...receiptScreen({ say, ballot, receipt: outcome.accepted, boardUrl: data.boardUrl }),
        );
      }
      return outcome;
    };
    show(root, ...sendScreen({ say, ballot }, send, () => askCredential()));
  }

  askCredential(scannedCredential());
}

function start() {
  const root = document.getElementById("booth");
  const data = pageData("booth-data");
  const say = speaker(data.strings);
  root.classList.add("page");
  const stage = el("div", {});
  root.replaceChildren(stage);
  try {
    openBooth(stage, data, say);
  } catch (error) {
    show(stage, ...brokenScreen({ say, code: error.code || error.message }));
  }
}

start();
