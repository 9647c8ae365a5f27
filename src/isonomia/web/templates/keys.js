"use strict";
let sent = false;
for (const element of document.querySelectorAll(".with-script")) element.hidden = false;
addEventListener("pageshow", () => { sent = false; });
addEventListener("submit", (event) => {
  if (sent) event.preventDefault();
  sent = true;
});
addEventListener("keydown", (event) => {
  if (event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
  // A French keyboard gives digits only with Shift: the place of the key counts, not its sign.
  const digit = /^Digit([1-9])$/.exec(event.code);
  const key = digit ? digit[1] : event.key.toLowerCase();
  for (const button of document.querySelectorAll("[data-key]")) {
    if (button.dataset.key === key) {
      event.preventDefault();
      button.click();
    }
  }
});
