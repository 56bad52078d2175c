/**
 * Shows the discussion of an article on a publisher's page:
 *
 *   <ceasefire-comments article="my-story"><a href="…">Read comments</a></ceasefire-comments>
 *   <script src="https://comments.example.org/embed.js" defer></script>
 *
 * The discussion is a frame with pages of our own. What is inside the element stays
 * until the frame is there, and is all that people without scripts see.
 */
(() => {
  const script = document.currentScript ?? document.querySelector('script[src*="/embed.js"], script[src*="/compat/"]');
  const home = new URL(script.src).origin;
  const looks = ["accent", "font", "url"];
  const named = /^#(?:cf|comment)-(\d{1,18})$/;
  const coded = /^#ceasefire=([\w-]{20,80})$/;
  const told = ["ready", "count", "signed-in", "posted", "login"];
  const smallest = 120;
  const largest = 60000;

  class CeasefireComments extends HTMLElement {
    static observedAttributes = ["token"];
    /** Where the top of the frame was when a page in it was left. */
    places = new Map();

    attributeChangedCallback() {
      if (this.isReady) this.tellToken();
    }

    connectedCallback() {
      if (this.frame) return;
      this.style.display = "block";
      this.style.minHeight = "20rem";
      const isWanted = named.test(location.hash) || coded.test(location.hash);
      if (isWanted || !window.IntersectionObserver) return this.open();
      this.watch = new IntersectionObserver(([{ isIntersecting }]) => isIntersecting && this.open(), {
        rootMargin: "800px",
      });
      this.watch.observe(this);
    }

    disconnectedCallback() {
      this.watch?.disconnect();
      removeEventListener("message", this.hear);
      removeEventListener("hashchange", this.follow);
      this.frame?.remove();
      Object.assign(this, { frame: null, isReady: false });
    }

    open() {
      this.watch?.disconnect();
      this.frame = document.createElement("iframe");
      const { frame } = this;
      this.hear = (event) => {
        if (event.origin !== home || event.source !== frame.contentWindow) return;
        if (event.data?.ceasefire === 1) this.take(event.data);
      };
      this.follow = () => this.tell({ type: "hash", comment: named.exec(location.hash)?.[1] });
      addEventListener("message", this.hear);
      addEventListener("hashchange", this.follow);
      frame.title = this.getAttribute("label") || `Comments: ${document.title}`;
      frame.referrerPolicy = "strict-origin";
      frame.allow = "clipboard-write";
      const theme = this.theme();
      Object.assign(frame.style, {
        border: 0, width: "100%", height: "20rem", display: "block",
        colorScheme: theme === "auto" ? "light dark" : theme,
      });
      frame.src = this.address();
      this.append(frame);
    }

    /** The theme that was chosen; else what the page says of itself in its style. */
    theme() {
      const chosen = this.getAttribute("theme");
      if (["auto", "light", "dark"].includes(chosen)) return chosen;
      const style = getComputedStyle(this).colorScheme;
      const named = document.querySelector('meta[name="color-scheme"]')?.content ?? "";
      const scheme = style === "normal" ? named : style;
      if (!scheme.includes("dark")) return "light";
      return scheme.includes("light") ? "auto" : "dark";
    }

    address() {
      const key = this.getAttribute("article") ?? "";
      const system = this.getAttribute("from");
      const target = new URL(`${home}/embed/${system ? `from/${system}` : `articles/${encodeURIComponent(key)}`}`);
      if (system) target.searchParams.set("id", key);
      target.searchParams.set("theme", this.theme());
      for (const name of looks) {
        if (this.hasAttribute(name)) target.searchParams.set(name, this.getAttribute(name));
      }
      if (!this.hasAttribute("url")) target.searchParams.set("url", location.origin + location.pathname);
      const language = this.closest("[lang]")?.lang;
      if (language) target.searchParams.set("lang", language);
      const comment = named.exec(location.hash)?.[1];
      if (comment) target.searchParams.set("around", comment);
      return target.href;
    }

    tell(message) {
      this.frame.contentWindow?.postMessage({ ceasefire: 1, ...message }, home);
    }

    tellToken() {
      if (this.hasAttribute("token")) this.tell({ type: "token", token: this.getAttribute("token") });
    }

    take({ type, ...said }) {
      const { frame } = this;
      if (type === "ready") {
        if (this.isReady) this.turn(said);
        Object.assign(this, { isReady: true, place: said.place });
        this.replaceChildrenBut(frame);
        if (this.getAttribute("login") === "page") this.tell({ type: "login" });
        this.tellToken();
        const code = coded.exec(location.hash)?.[1];
        if (code) {
          history.replaceState(history.state, "", location.pathname + location.search);
          this.tell({ type: "code", code });
        }
      } else if (type === "height" && Number.isFinite(said.height)) {
        const height = Math.min(largest, Math.max(smallest, Math.ceil(said.height)));
        if (Math.abs(height - frame.offsetHeight) >= 4) frame.style.height = `${height}px`;
        this.style.minHeight = 0;
        if (this.left !== undefined) scrollBy(0, frame.getBoundingClientRect().top - this.left);
        this.left = undefined;
      } else if (type === "scroll" && Number.isFinite(said.y)) {
        const y = Math.min(largest, Math.max(0, said.y));
        scrollTo({ top: frame.getBoundingClientRect().top + scrollY + y - 96 });
      }
      if (told.includes(type)) {
        this.dispatchEvent(new CustomEvent(`ceasefire:${type}`, { detail: said, bubbles: true }));
      }
    }

    /** The frame's next page begins at its top, and Back leads to where one was left. */
    turn({ by, place, lands }) {
      const { top } = this.frame.getBoundingClientRect();
      this.places.set(this.place, top);
      if (by === "navigate" && !lands && top < 0) scrollTo({ top: top + scrollY - 96 });
      if (by === "back_forward") this.left = this.places.get(place);
    }

    replaceChildrenBut(frame) {
      for (const each of [...this.childNodes]) if (each !== frame) each.remove();
    }
  }

  if (!customElements.get("ceasefire-comments")) customElements.define("ceasefire-comments", CeasefireComments);
})();
