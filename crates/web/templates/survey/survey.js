// Saves answers while they are given and spares some taps. The page works without it.
(() => {
  const form = document.getElementById("f"), status = document.getElementById("saved");
  if (!form || !status || !window.fetch) return;
  let timer, saving = false, again = false, leaving = false, last = body();

  // Files and what is to be taken away are sent with the page itself: neither can be taken back.
  function body() {
    const fields = new URLSearchParams();
    for (const [name, value] of new FormData(form))
      if (typeof value === "string" && name !== "do" && !name.endsWith(".remove")) fields.append(name, value);
    return fields.toString();
  }

  async function save() {
    clearTimeout(timer);
    const now = body();
    if (now === last || leaving) return;
    if (saving) { again = true; return; }
    saving = true;
    try {
      const answer = await fetch(form.getAttribute("action") + "/partial", {
        method: "POST", body: new URLSearchParams(now), keepalive: now.length < 60000, credentials: "same-origin",
      });
      if (!answer.ok) throw answer.status;
      last = now;
      status.textContent = answer.status === 200 && swap(await answer.text()) ? status.dataset.appeared : status.dataset.saved;
    } catch {
      status.textContent = status.dataset.unsaved;
      timer = setTimeout(save, 10000);
    }
    saving = false;
    if (again) { again = false; save(); }
  }

  // Questions that the answers call for come, others go; those that stay keep what was typed, and the focus. Says
  // whether one came.
  function swap(text) {
    const page = new DOMParser().parseFromString(text, "text/html"), parts = [...page.querySelectorAll("main > [id]")];
    const main = form.querySelector("main"), own = () => [...main.querySelectorAll(":scope > [id]")];
    const isNew = (part) => !document.getElementById(part.id);
    // Pictures of others are not allowed on this page: such a question waits for the button.
    if (leaving || parts.some((part) => isNew(part) && part.querySelector("img"))) return false;
    for (const symbol of page.querySelectorAll("symbol"))
      if (isNew(symbol)) document.body.append(symbol.closest("svg"));
    for (const part of own()) if (!page.getElementById(part.id)) part.remove();
    const came = parts.filter((part) => isNew(part) && part.matches("fieldset")).length > 0;
    let before;
    for (const part of parts) {
      if (isNew(part)) {
        if (before) before.after(part);
        else main.insertBefore(part, own()[0] || main.querySelector(".actions"));
        wire(part);
      }
      before = document.getElementById(part.id);
    }
    // Files that are asked for now need the form to be sent as one that brings files.
    form.enctype = page.getElementById("f").enctype;
    for (const which of ["[name=page]", "[name=on]", "[name=do]", ".go", "progress", ".progress label"]) {
      const here = form.querySelector(which), there = page.querySelector("#f " + which);
      if (!here || !there) continue;
      for (const { name, value } of there.attributes) here.setAttribute(name, value);
      if (here.textContent !== there.textContent) here.textContent = there.textContent;
    }
    return came;
  }

  // "None of these" and the others untick each other.
  form.addEventListener("change", ({ target }) => {
    if (target.type !== "checkbox" || !target.checked) return;
    const alone = "alone" in target.dataset;
    for (const box of form.querySelectorAll(`[name="${target.name}"]:checked`))
      if (box !== target && (alone || "alone" in box.dataset)) box.checked = false;
  });

  function wire(root) {
    // Who writes own words means the option beside them.
    for (const words of root.querySelectorAll(".other [type=text]"))
      words.addEventListener("input", () => {
        const box = words.parentNode.querySelector("[value=other]");
        if (!words.value.trim() || box.checked) return;
        box.checked = true;
        box.dispatchEvent(new Event("change", { bubbles: true }));
      });

    // A place given twice in a ranking changes hands.
    for (const list of root.querySelectorAll(".rank")) {
      const places = [...list.querySelectorAll("select")], held = places.map((place) => place.value);
      list.addEventListener("change", ({ target }) => {
        const at = places.indexOf(target), other = places.findIndex((place, n) => n !== at && target.value && place.value === target.value);
        if (other >= 0) held[other] = places[other].value = held[at];
        held[at] = target.value;
      });
    }

    // The line of a slider; untouched it says nothing.
    for (const range of root.querySelectorAll(".slide [type=range]")) {
      const number = range.nextElementSibling, follow = () => { if (number.value.trim()) range.value = number.value.replace(",", "."); };
      range.hidden = false;
      follow();
      range.addEventListener("input", () => { number.value = range.value; });
      range.addEventListener("click", () => { number.value = range.value; });
      number.addEventListener("input", follow);
    }
  }
  wire(form);

  // What was chosen is known at once, what is typed when one pauses.
  const later = ({ target }) => { clearTimeout(timer); timer = setTimeout(save, target.type === "radio" ? 150 : 800); };
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });
  form.addEventListener("submit", (event) => {
    if (leaving) event.preventDefault();
    leaving = true;
    clearTimeout(timer);
  });
  window.addEventListener("pageshow", () => { leaving = false; });
})();

// Says that a person's browser was at it: how long, and a small work for each response (SHA-256 of one block, since
// crypto.subtle is missing where a page is not served over https). Without it an answer is taken all the same.
(() => {
  const form = document.getElementById("f"), key = form && form.elements.namedItem("resume"), since = Date.now();
  if (!form) return;
  let proof = "";

  function device() {
    try {
      const today = new Date().toISOString().slice(0, 10), kept = localStorage.getItem("touchstone-device") || "";
      if (kept.startsWith(today)) return kept;
      const made = today + "-" + Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(36)).join("");
      localStorage.setItem("touchstone-device", made);
      return made;
    } catch {
      return "";
    }
  }

  const k = [], h = [], word = (x) => ((x - Math.floor(x)) * 4294967296) | 0;
  for (let n = 2, f; k.length < 64; n++) {
    for (f = 2; n % f; f++);
    if (f === n) { if (h.length < 8) h.push(word(Math.sqrt(n))); k.push(word(Math.cbrt(n))); }
  }

  function first(text) {
    const w = new Int32Array(64), turn = (x, n) => (x >>> n) | (x << (32 - n));
    for (let i = 0; i < text.length; i++) w[i >> 2] |= text.charCodeAt(i) << (24 - (i % 4) * 8);
    w[text.length >> 2] |= 128 << (24 - (text.length % 4) * 8);
    w[15] = text.length * 8;
    let s = h.slice();
    for (let i = 0; i < 64; i++) {
      if (i > 15) {
        const a = w[i - 15], b = w[i - 2];
        w[i] = w[i - 16] + w[i - 7] + (turn(a, 7) ^ turn(a, 18) ^ (a >>> 3)) + (turn(b, 17) ^ turn(b, 19) ^ (b >>> 10));
      }
      const a = s[0], e = s[4];
      const t = s[7] + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & s[5]) ^ (~e & s[6])) + k[i] + w[i];
      const u = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & s[1]) ^ (a & s[2]) ^ (s[1] & s[2]));
      s = [(t + u) | 0, a, s[1], s[2], (s[3] + t) | 0, e, s[5], s[6]];
    }
    return (h[0] + s[0]) >>> 0;
  }

  let nonce = 0;
  // A customer's own link speaks for itself and has no key.
  if (key) (function work() {
    for (const end = nonce + 300; nonce < end; nonce++) {
      if (first(key.value + "." + nonce) >>> 18 === 0) { proof = nonce; return; }
    }
    setTimeout(work);
  })();

  form.addEventListener("submit", () => {
    for (const [name, value] of [["spent", Date.now() - since], ["device", device()], ["proof", proof]]) {
      const field = form.querySelector(`input[type=hidden][name=${name}]`) || document.createElement("input");
      field.type = "hidden";
      field.name = name;
      field.value = value;
      form.append(field);
    }
  });
})();
