/* Uploads: a dropped or chosen file goes up in pieces (tus 1.0.0), survives a bad network and a
   reload, and shows what the server has acknowledged, as its socket tells. */
(() => {
  const PIECE = 4 * 1024 * 1024;
  const TRIES = 8;
  const KEY = "luminabi-uploads";

  const cookie = (name) => (document.cookie.split("; ").find((one) => one.startsWith(`${name}=`)) || "").slice(name.length + 1);
  const base64 = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
  const pause = (ms) => new Promise((done) => setTimeout(done, ms));
  const mark = (file) => `${file.name}|${file.size}|${file.lastModified}`;

  function remembered() {
    try { return JSON.parse(localStorage.getItem(KEY)) || {}; } catch { return {}; }
  }
  function remember(file, address) {
    const known = remembered();
    if (address) known[mark(file)] = address;
    else delete known[mark(file)];
    localStorage.setItem(KEY, JSON.stringify(known));
  }

  const headers = (more) => ({ "Tus-Resumable": "1.0.0", "X-CSRFToken": cookie("_csrf_token"), ...more });

  async function refused(answer) {
    let sentence = "The upload was refused.";
    try { sentence = (await answer.json()).error.message; } catch { /* no sentence came */ }
    const error = new Error(sentence);
    error.isFinal = answer.status >= 400 && answer.status < 500 && answer.status !== 409 && answer.status !== 460;
    return error;
  }

  async function create(file, dataset) {
    const target = dataset ? `,dataset ${base64(dataset)}` : "";
    const metadata = `filename ${base64(file.name)}${target}`;
    const answer = await fetch("/api/v1/uploads", {
      method: "POST", headers: headers({ "Upload-Length": String(file.size), "Upload-Metadata": metadata }),
    });
    if (!answer.ok) throw await refused(answer);
    const address = answer.headers.get("Location");
    if (!dataset) remember(file, address);
    return { address, offset: 0 };
  }

  async function resume(file, dataset) {
    const address = dataset ? null : remembered()[mark(file)];
    if (!address) return create(file, dataset);
    const answer = await fetch(address, { method: "HEAD", headers: headers() });
    const offset = Number(answer.headers.get("Upload-Offset"));
    if (!answer.ok || offset >= file.size) { remember(file, null); return create(file); }
    return { address, offset };
  }

  async function piece(file, address, offset) {
    const answer = await fetch(address, {
      method: "PATCH",
      headers: headers({ "Upload-Offset": String(offset), "Content-Type": "application/offset+octet-stream" }),
      body: file.slice(offset, offset + PIECE),
    });
    if (!answer.ok) throw await refused(answer);
    return { offset: Number(answer.headers.get("Upload-Offset")), dataset: answer.headers.get("Dataset-Id") };
  }

  async function send(file, show, dataset) {
    let { address, offset } = await resume(file, dataset);
    const socket = new WebSocket(`/ws/upload/${address.split("/").pop()}/`);
    let isOver = false; // what the socket tells after the last answer comes too late to show
    socket.onmessage = (message) => {
      if (isOver) return;
      JSON.parse(message.data).events.filter((event) => event.type === "upload.progress")
        .forEach((event) => show(event.data.percent));
    };
    try {
      for (let tries = 0; ;) {
        try {
          const done = await piece(file, address, offset);
          tries = 0;
          offset = done.offset;
          if (done.dataset) { remember(file, null); return done.dataset; }
        } catch (error) {
          tries += 1;
          if (error.isFinal || tries > TRIES) throw error;
          await pause(Math.random() * 500 * 2 ** tries);
          const answer = await fetch(address, { method: "HEAD", headers: headers() }).catch(() => null);
          if (answer && answer.ok) offset = Number(answer.headers.get("Upload-Offset"));
        }
      }
    } finally {
      isOver = true;
      setTimeout(() => socket.close(), 500);
    }
  }

  const part = (root, name) => root.querySelector(`[data-upload-${name}]`);

  function show(root, state, text, percent) {
    root.dataset.state = state;
    const words = part(root, "text");
    if (words) words.textContent = text;
    const bar = part(root, "bar");
    if (bar) bar.style.width = `${percent}%`;
  }

  async function start(root, file) {
    if (!file || root.dataset.state === "busy") return;
    if (file.size === 0) { show(root, "failed", "The file is empty; choose one with data in it.", 0); return; }
    show(root, "busy", `Uploading ${file.name}, 0%`, 0);
    try {
      const target = root.dataset.uploadDataset;
      const dataset = await send(file, (percent) => show(root, "busy", `Uploading ${file.name}, ${percent}%`, percent), target);
      if (target) {
        root.removeAttribute("data-state");
        window.dash_clientside.set_props("arrival-news", { data: { type: "draft.started", at: Date.now() } });
        return;
      }
      show(root, "done", `${file.name} is uploaded; opening it`, 100);
      location.assign(`/datasets/${dataset}`);
    } catch (error) {
      show(root, "failed", error.message, 0);
    }
  }

  /* An upload that this page does not send itself: it was left by a reload, or another tab sends it. */
  function follow(root, name, address) {
    const socket = new WebSocket(`/ws/upload/${address.split("/").pop()}/`);
    let percent = null;
    const say = (data) => {
      const isMoving = percent !== null && data.percent > percent;
      percent = data.percent;
      show(root, "kept", isMoving ? `Uploading ${name} in another tab, ${percent}%` : `${percent}% of ${name} is here. Choose the file again to go on.`, percent);
    };
    socket.onmessage = (message) => JSON.parse(message.data).events.forEach((event) => {
      if (root.dataset.state === "busy" || !root.isConnected) { socket.close(); return; }
      if ("percent" in event.data) say(event.data);
      else if (event.type === "upload.completed") { show(root, "kept", `${name} is uploaded.`, 100); socket.close(); }
      else if (event.type === "upload.failed") { show(root, "failed", event.data.message, 0); socket.close(); }
    });
    socket.onclose = () => {};
  }

  async function recall(root) {
    root.dataset.uploadRecalled = "";
    const known = remembered();
    const last = Object.keys(known).pop();
    if (!last || root.dataset.uploadDataset || root.dataset.state) return;
    const answer = await fetch(known[last], { method: "HEAD", headers: headers() }).catch(() => null);
    if (!answer || root.dataset.state) return;
    if (answer.ok && Number(answer.headers.get("Upload-Offset")) < Number(answer.headers.get("Upload-Length"))) follow(root, last.split("|")[0], known[last]);
    else if (answer.status === 404 || answer.ok) {
      delete known[last];
      localStorage.setItem(KEY, JSON.stringify(known));
    }
  }
  new MutationObserver(() => document.querySelectorAll("[data-upload]:not([data-upload-recalled])").forEach(recall))
    .observe(document.documentElement, { childList: true, subtree: true });

  const rootOf = (event) => (event.target instanceof Element ? event.target.closest("[data-upload]") : null);
  document.addEventListener("change", (event) => {
    const root = rootOf(event);
    if (root && event.target.type === "file") { start(root, event.target.files[0]); event.target.value = ""; }
  });
  document.addEventListener("click", (event) => {
    const opener = event.target instanceof Element ? event.target.closest("[data-upload-open]") : null;
    const input = opener && (opener.closest("[data-upload]") || document.querySelector("[data-upload]"));
    if (input) { event.preventDefault(); input.querySelector("input[type=file]").click(); }
  });
  ["dragenter", "dragover"].forEach((name) => document.addEventListener(name, (event) => {
    const root = rootOf(event);
    if (root) { event.preventDefault(); root.classList.add("is-over"); }
  }));
  ["dragleave", "drop"].forEach((name) => document.addEventListener(name, (event) => {
    const root = rootOf(event);
    if (!root) return;
    root.classList.remove("is-over");
    if (name === "drop") { event.preventDefault(); start(root, event.dataTransfer.files[0]); }
  }));
})();
