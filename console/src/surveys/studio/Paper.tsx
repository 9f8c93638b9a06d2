import { type ReactNode, useEffect, useRef, useState } from "react";
import { nonce } from "../../theme/ThemeProvider.tsx";
import styles from "./Preview.module.css";
import { framed, type Pair } from "./trial.ts";

const WIDTHS = { phone: 390, desktop: 1024 } as const;
const HEIGHT = 720;
/** So much stays free above what is looked at. */
const MARGIN = 16;

export type Device = keyof typeof WIDTHS;

interface PaperProps {
  html: string;
  device: Device;
  title: string;
  /** The place on the page that is looked at. */
  place?: string | undefined;
  /** A form of the page was sent off: these are its fields. */
  onPost: (fields: Pair[]) => void;
}

/**
 * A page in a frame of its own: without scripts, made smaller until it fits. Its forms lead nowhere; what they would
 * send is handed on.
 */
export function Paper({ html, device, title, place, onPost }: PaperProps): ReactNode {
  const frame = useRef<HTMLIFrameElement>(null);
  const [room, measure] = useWidth();
  const scroll = useRef(0);
  const followed = useRef<string>(undefined);
  const latest = useRef(onPost);
  latest.current = onPost;
  const width = WIDTHS[device];
  const scale = room > 0 ? Math.min(1, room / width) : 1;
  const loaded = (): void => {
    const { contentDocument: page, contentWindow: view } = frame.current ?? {};
    if (!page || !view) return;
    if (place && place !== followed.current) scroll.current = topOf(page, place);
    followed.current = place;
    view.scrollTo(0, scroll.current);
    page.addEventListener("scroll", () => {
      scroll.current = view.scrollY;
    });
    page.addEventListener("submit", (event) => {
      event.preventDefault();
      scroll.current = 0;
      latest.current(fieldsOf(event));
    });
    page.addEventListener("click", (event) => {
      const link = (event.target as Element | null)?.closest("a");
      if (link && !link.getAttribute("href")?.startsWith("#")) event.preventDefault();
    });
  };
  // Where the page stays the same, it is not loaded again.
  useEffect(() => {
    const { contentDocument: page, contentWindow: view } = frame.current ?? {};
    if (page && view && place) view.scrollTo(0, topOf(page, place));
  }, [place]);
  return (
    <div ref={measure} className={styles.room}>
      <div
        className={styles.paper}
        style={{ width: width * scale, height: HEIGHT * scale }}
        data-device={device}
      >
        <iframe
          ref={frame}
          title={title}
          // Forms have to be able to begin sending, so that it can be seen and stopped.
          sandbox="allow-same-origin allow-forms"
          srcDoc={framed(html, nonce())}
          onLoad={loaded}
          style={{ width, height: HEIGHT, transform: `scale(${scale})` }}
        />
      </div>
    </div>
  );
}

/** How far down a place is; what is in sight from the top stays where it is. */
function topOf(page: Document, place: string): number {
  const box = page.getElementById(place)?.getBoundingClientRect();
  const above = page.defaultView?.scrollY ?? 0;
  return !box || box.bottom + above <= HEIGHT ? 0 : box.top + above - MARGIN;
}

function fieldsOf(event: SubmitEvent): Pair[] {
  const form = event.target as HTMLFormElement;
  const pairs = [...new FormData(form)].flatMap(([name, value]) =>
    typeof value === "string" ? [{ name, value }] : [],
  );
  const button = event.submitter as HTMLButtonElement | null;
  return button?.name ? [...pairs, { name: button.name, value: button.value }] : pairs;
}

/** How wide there is room. */
function useWidth(): [number, (element: HTMLElement | null) => void] {
  const [width, setWidth] = useState(0);
  const [element, setElement] = useState<HTMLElement | null>(null);
  useEffect(() => {
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => setWidth(entry?.contentRect.width ?? 0));
    observer.observe(element);
    return () => observer.disconnect();
  }, [element]);
  return [width, setElement];
}
