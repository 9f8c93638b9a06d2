// Saves answers while they are given. The page works without it.
(() => {
  const form = document.getElementById("f"), status = document.getElementById("saved");
  if (!form || !status || !window.fetch) return;
  let timer, saving = false, again = false, leaving = false, last = body();

  function body() {
    const fields = new URLSearchParams(new FormData(form));
    fields.delete("do");
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

  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(save, 800); });
  document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });
  form.addEventListener("submit", (event) => {
    if (leaving) event.preventDefault();
    leaving = true;
    clearTimeout(timer);
  });
  window.addEventListener("pageshow", () => { leaving = false; });
})();
