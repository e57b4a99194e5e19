// The ceremony page of a trustee: opened from a disk, without network. It sends nothing anywhere;
// files come in through file choosers and go out as downloads.
import { button, el, pageData, show, speaker, title } from "../page/dom.js";
import "../page/page.css";
import { countScreen } from "./counting.js";
import { keyScreen } from "./keymaking.js";
import { sharedScreen } from "./sharedkey.js";
import { signScreen } from "./signing.js";

const MATTERS = {
  "start.key": keyScreen,
  "start.shared": sharedScreen,
  "start.sign": signScreen,
  "start.count": countScreen,
};

function startScreen(page) {
  const { root, say } = page;
  const choices = Object.entries(MATTERS).map(([key, screen]) =>
    button(say(key), () => screen(page), { "data-choice": key }),
  );
  show(
    root,
    title(say("start.title")),
    el("p", {}, say("start.offline")),
    el("div", { class: "page-actions" }, ...choices),
  );
}

function start() {
  const root = document.getElementById("ceremony");
  const data = pageData("ceremony-data");
  root.classList.add("page");
  const stage = el("div", {});
  root.replaceChildren(stage);
  const page = { root: stage, say: speaker(data.strings), cost: data.cost };
  page.home = () => startScreen(page);
  page.home();
}

start();
