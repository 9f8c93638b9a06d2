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
      status.textContent = status.dataset.saved;
    } catch {
      status.textContent = status.dataset.unsaved;
      timer = setTimeout(save, 10000);
    }
    saving = false;
    if (again) { again = false; save(); }
  }

  // "None of these" and the others untick each other.
  form.addEventListener("change", ({ target }) => {
    if (target.type !== "checkbox" || !target.checked) return;
    const alone = "alone" in target.dataset;
    for (const box of form.querySelectorAll(`[name="${target.name}"]:checked`))
      if (box !== target && (alone || "alone" in box.dataset)) box.checked = false;
  });

  // Who writes own words means the option beside them.
  for (const words of form.querySelectorAll(".other [type=text]"))
    words.addEventListener("input", () => {
      const box = words.parentNode.querySelector("[value=other]");
      if (!words.value.trim() || box.checked) return;
      box.checked = true;
      box.dispatchEvent(new Event("change", { bubbles: true }));
    });

  // A place given twice in a ranking changes hands.
  for (const list of form.querySelectorAll(".rank")) {
    const places = [...list.querySelectorAll("select")], held = places.map((place) => place.value);
    list.addEventListener("change", ({ target }) => {
      const at = places.indexOf(target), other = places.findIndex((place, n) => n !== at && target.value && place.value === target.value);
      if (other >= 0) held[other] = places[other].value = held[at];
      held[at] = target.value;
    });
  }

  // The line of a slider; untouched it says nothing.
  for (const range of form.querySelectorAll(".slide [type=range]")) {
    const number = range.nextElementSibling, follow = () => { if (number.value.trim()) range.value = number.value.replace(",", "."); };
    range.hidden = false;
    follow();
    range.addEventListener("input", () => { number.value = range.value; });
    range.addEventListener("click", () => { number.value = range.value; });
    number.addEventListener("input", follow);
  }

  const later = () => { clearTimeout(timer); timer = setTimeout(save, 800); };
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
