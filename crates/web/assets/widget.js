(() => {
  // Touchstone's widget. It needs of the page's policy: script-src, connect-src and frame-src of this server.
  const script = document.currentScript || document.querySelector("script[data-key][src*='/w/touchstone.js']");
  if (!script || window.touchstone?.key) return;
  const key = script.dataset.key;
  const base = new URL(script.src).origin;
  const memory = `touchstone:${key}`;
  const day = 86400000;
  let settings, user = script.dataset.user, signature = script.dataset.signature;
  let asked = false, asking = false, view = null, before = null, path = null, disarm = () => {};

  const recall = () => {
    try { return JSON.parse(localStorage.getItem(memory)) || {}; } catch { return {}; }
  };
  const remember = (more) => {
    try { localStorage.setItem(memory, JSON.stringify({ ...recall(), ...more })); } catch { /* private mode */ }
  };

  /** The browser's own id: that of Segment's libraries where the page has one. */
  const anonymous = () => {
    let id;
    try { id = window.analytics?.user?.()?.anonymousId?.(); } catch { /* not ready */ }
    try { id = id || JSON.parse(localStorage.getItem("ajs_anonymous_id") || "null"); } catch { /* of another form */ }
    id = id || recall().id;
    if (!id) {
      id = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
      remember({ id });
    }
    return id;
  };

  const fits = (pattern) =>
    new RegExp(`^${pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&")).join(".*")}$`).test(location.pathname);
  const isHere = () => !settings.pages.length || settings.pages.some(fits);

  /** Where it stands for how long the server says no to this user: not every page asks again. */
  const refusal = () => `${memory}:no:${user || ""}`;
  const isRefused = () => {
    try { return sessionStorage.getItem(refusal()) > Date.now(); } catch { return false; }
  };

  /** Asks the server; `now` when something called for it that may have changed the answer. */
  const ask = async (now) => {
    if (asked || asking || view || !settings || !isHere()) return;
    const { closed } = recall();
    if (closed && Date.now() - closed < settings.again_after_days * day) return;
    asked = true;
    disarm();
    if (!now && isRefused()) return;
    const remembered = refusal();
    const body = JSON.stringify({ anonymous_id: anonymous(), user_id: user, signature, page: location.pathname });
    asking = true;
    const answer = await fetch(`${base}/w/${key}/visits`, { method: "POST", body, credentials: "omit" }).catch(() => null);
    asking = false;
    if (answer?.status === 200) return show((await answer.json()).url);
    const seconds = answer?.headers.get("retry-after");
    try { if (seconds) sessionStorage.setItem(remembered, Date.now() + seconds * 1000); } catch { /* private mode */ }
  };

  const make = (tag, style, more) => {
    const element = Object.assign(document.createElement(tag), more);
    Object.assign(element.style, style);
    return element;
  };

  const show = (url) => {
    if (new URL(url).origin !== base) url = base + new URL(url).pathname;
    const { form, side, selector } = settings.look;
    const isInline = form === "inline", isModal = form === "popover";
    const place = isInline ? document.querySelector(selector) : document.body;
    if (!place) return;
    before = document.activeElement;
    const frame = make("iframe", { border: "0", width: "100%", height: isInline ? "420px" : "min(560px, 75vh)", display: "block", background: "transparent", colorScheme: "light dark" }, { src: url, title: settings.words.title });
    frame.setAttribute("sandbox", "allow-forms allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox");
    frame.setAttribute("referrerpolicy", "no-referrer");
    const box = make("div", isInline ? { position: "relative" } : {
      position: "fixed", zIndex: 2147483000, boxSizing: "border-box", background: "Canvas", colorScheme: "light dark",
      borderRadius: "12px", overflow: "hidden", boxShadow: "0 8px 40px rgba(0,0,0,.28)", width: "min(420px, calc(100vw - 24px))",
      ...(isModal ? { top: "50%", left: "50%", transform: "translate(-50%, -50%)" } : { bottom: "12px", [side === "start" ? "insetInlineStart" : "insetInlineEnd"]: "12px" }),
    });
    box.setAttribute("role", isInline ? "region" : "dialog");
    box.setAttribute("aria-label", settings.words.title);
    if (isModal) box.setAttribute("aria-modal", "true");
    const shut = make("button", {
      position: "absolute", top: "6px", insetInlineEnd: "6px", width: "36px", height: "36px", border: "0", borderRadius: "50%",
      background: "rgba(0,0,0,.62)", color: "#fff", font: "20px/1 sans-serif", cursor: "pointer", zIndex: 1,
    }, { type: "button", textContent: "\u00d7", onclick: () => close(true) });
    shut.setAttribute("aria-label", settings.words.close);
    const shade = isModal ? make("div", { position: "fixed", inset: "0", zIndex: 2147482999, background: "rgba(0,0,0,.4)" }, { onclick: () => close(true) }) : null;
    // Tab goes round inside what the page waits for.
    const guard = (to) => Object.assign(make("div", { position: "fixed" }, { tabIndex: 0, onfocus: () => to().focus() }));
    const parts = isModal ? [guard(() => frame), shut, frame, guard(() => shut)] : [shut, frame];
    box.append(...parts);
    if (shade) place.append(shade);
    place.append(box);
    view = { frame, box, shade, isInline, isModal };
    if (!isInline && !matchMedia("(prefers-reduced-motion: reduce)").matches) {
      box.animate?.([{ opacity: 0, translate: "0 16px" }, { opacity: 1, translate: "0 0" }], { duration: 200, easing: "ease-out" });
    }
    if (isModal) shut.focus();
    addEventListener("keydown", onKey, true);
    remember({ closed: Date.now() });
  };

  const onKey = (event) => event.key === "Escape" && view && !view.isInline && close(true);

  const close = (byHand) => {
    if (!view) return;
    const { box, shade, isModal } = view;
    view = null;
    removeEventListener("keydown", onKey, true);
    box.remove();
    shade?.remove();
    if (isModal || byHand) before?.focus?.({ preventScroll: true });
  };

  addEventListener("message", ({ source, origin, data }) => {
    if (!view || source !== view.frame.contentWindow || origin !== base || !data) return;
    if (data.touchstone === "size" && data.height > 0) {
      const most = view.isInline ? 20000 : Math.min(innerHeight - 48, 640);
      view.frame.style.height = `${Math.min(Math.ceil(data.height), most)}px`;
    }
    if (data.touchstone === "over") remember({ answered: Date.now() });
    if (data.touchstone === "escape" && !view.isInline) close(true);
  });

  const askAnew = () => { asked = false; ask(true); };
  const happened = (name) => settings.trigger.on === "event" && settings.trigger.name === name && askAnew();

  /** Waits for what the settings say, anew on each page. */
  const arm = () => {
    disarm();
    asked = false;
    if (!isHere()) return;
    const { on, seconds, share } = settings.trigger;
    if (on === "page") ask();
    if (on === "delay") {
      const timer = setTimeout(() => ask(), seconds * 1000);
      disarm = () => clearTimeout(timer);
    }
    if (on === "exit") {
      const left = (event) => !event.relatedTarget && event.clientY <= 0 && ask();
      document.addEventListener("mouseout", left);
      disarm = () => document.removeEventListener("mouseout", left);
    }
    if (on === "scroll") {
      const look = () => {
        const { scrollHeight } = document.documentElement;
        if ((scrollY + innerHeight) / scrollHeight >= share) ask();
      };
      addEventListener("scroll", look, { passive: true });
      look();
      disarm = () => removeEventListener("scroll", look);
    }
  };

  /** Segment's library may come after the loader; its own stand-in hears as well. */
  let hears = false;
  const listen = () => {
    if (hears || !window.analytics?.on) return;
    hears = true;
    window.analytics.on("track", (event) => call("event", event));
  };

  /** Pages that change without being loaded. */
  const watch = () => {
    listen();
    if (location.pathname === path) return;
    path = location.pathname;
    arm();
  };

  const commands = {
    event: happened,
    identify: (id, proof) => { user = id; signature = proof; },
    open: askAnew,
    close: () => close(false),
  };
  // What is called for before the settings are there is done then; who is logged in is known before.
  const calls = [];
  const call = (command, ...rest) => {
    if (settings || command === "identify") commands[command]?.(...rest);
    else if (calls.length < 100) calls.push([command, ...rest]);
  };
  const waiting = window.touchstone?.q || [];
  window.touchstone = call;
  call.key = key;
  for (const early of waiting) call(...early);
  listen();

  fetch(`${base}/w/${key}`, { credentials: "omit" }).then((answer) => (answer.ok ? answer.json() : null)).then((found) => {
    if (!found) return;
    settings = found;
    watch();
    setInterval(watch, 500);
    for (const early of calls) call(...early);
  }, () => {});
})();
