// What the page does beyond HTML: drop files anywhere, see how far they are. Without it the form works as it is.
"use strict";

const form = () => document.getElementById("upload");
const input = () => document.getElementById("files");
const status = () => document.getElementById("status");

function say(text, share) {
  const line = status();
  line.hidden = false;
  line.querySelector("span").textContent = text;
  const bar = line.querySelector("progress");
  bar.hidden = share === undefined;
  if (share === null) bar.removeAttribute("value");
  else if (share !== undefined) bar.value = share;
}

function list() {
  const names = Array.from(input().files, (file) => file.name);
  document.getElementById("names").textContent = names.join(form().dataset.comma);
}

function send() {
  const words = form().dataset;
  const files = Array.from(input().files);
  if (!files.length) return say(words.none);
  if (files.reduce((sum, file) => sum + file.size, 0) > Number(words.most)) return say(words.large);
  const button = form().querySelector("button");
  const request = new XMLHttpRequest();
  request.open("POST", form().action);
  request.upload.addEventListener("progress", (event) => {
    say(words.sending, event.lengthComputable ? event.loaded / event.total : null);
  });
  request.upload.addEventListener("load", () => say(words.checking, null));
  request.addEventListener("error", () => {
    button.disabled = false;
    say(words.failed);
  });
  request.addEventListener("load", () => {
    button.disabled = false;
    show(request.responseText);
  });
  button.disabled = true;
  say(words.sending, 0);
  request.send(new FormData(form()));
}

function show(text) {
  const page = new DOMParser().parseFromString(text, "text/html");
  if (!page.getElementById("upload")) return say(form().dataset.failed);
  document.documentElement.lang = page.documentElement.lang;
  document.head.replaceWith(page.head);
  document.body.replaceWith(page.body);
  const report = document.getElementById("report") || status();
  report.tabIndex = -1;
  report.focus();
  report.scrollIntoView();
}

document.addEventListener("submit", (event) => {
  if (event.target !== form()) return;
  event.preventDefault();
  send();
});
document.addEventListener("change", (event) => {
  if (event.target === input()) list();
});
for (const name of ["dragenter", "dragover"]) {
  document.addEventListener(name, (event) => {
    event.preventDefault();
    document.body.classList.add("dropping");
  });
}
document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) document.body.classList.remove("dropping");
});
document.addEventListener("drop", (event) => {
  event.preventDefault();
  document.body.classList.remove("dropping");
  if (!event.dataTransfer.files.length) return;
  input().files = event.dataTransfer.files;
  list();
  send();
});
