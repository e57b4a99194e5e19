// The ceremony page of a trustee: opened from a disk, without network. It sends nothing anywhere;
// files come in through file choosers and go out as downloads.
import { el, pageData, speaker } from "../page/dom.js";
import "../page/page.css";
import { startScreen } from "./screens.js";

function start() {
  const root = document.getElementById("ceremony");
  const data = pageData("ceremony-data");
  root.classList.add("page");
  const stage = el("div", {});
  root.replaceChildren(stage);
  startScreen({ root: stage, say: speaker(data.strings), cost: data.cost });
}

start();
