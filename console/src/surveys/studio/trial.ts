// Trying out a survey: what was answered so far, as the forms of its pages posted it. The server keeps nothing, so
// everything goes along each time.

export interface Pair {
  name: string;
  value: string;
}

export interface Trial {
  /** The fields of the pages before. */
  answers: readonly Pair[];
  /** The fields of the page that was posted last. */
  posted: readonly Pair[];
  /** What random orders follow. */
  seed: number;
  /** The page or question that is looked at, until a page is posted. */
  at?: string;
}

export const beginTrial = (seed: number, at?: string): Trial => {
  const trial = { answers: [], posted: [], seed };
  return at === undefined ? trial : goTo(trial, at);
};

/** Looks at a page or question, with all that was answered so far. */
export const goTo = (trial: Trial, at: string): Trial => ({ ...trial, at });

/** What stays the same from page to page is said by the studio, not by the form. */
const OWN = new Set(["lang", "resume"]);

/** Goes on with a page that was posted: what stood on it before is answered anew. */
export function post({ at: _, ...trial }: Trial, fields: readonly Pair[]): Trial {
  return {
    ...trial,
    answers: merged(trial.answers, trial.posted),
    posted: fields.filter(({ name }) => !OWN.has(name)),
  };
}

/** A language button that was pressed, which posts nothing. */
export function languageOf(fields: readonly Pair[]): string | undefined {
  return fields
    .find(({ name, value }) => name === "do" && value.startsWith("lang:"))
    ?.value.slice("lang:".length);
}

function merged(before: readonly Pair[], after: readonly Pair[]): Pair[] {
  const answers = after.filter(({ name }) => name.startsWith("a."));
  const again = new Set(answers.map(questionOf));
  return [...before.filter((pair) => !again.has(questionOf(pair))), ...answers];
}

/** What is eaten, in the languages in which most surveys are. */
const DISH: Record<string, string> = { zh: "菜品", en: "Dish" };

/** An order made up to be rated item by item, as whoever reads the page in this language would call what was served. */
export const sampleItems = (language: string): { id: string; name: string }[] => {
  const [primary = ""] = language.toLowerCase().split("-");
  return [1, 2].map((nth) => ({ id: `item_${nth}`, name: `${DISH[primary] ?? DISH.en} ${nth}` }));
};

const questionOf = ({ name }: Pair): string => name.split(".")[1] ?? "";

/** Which of several questions stands on a page first, by the place that a link to it leads to. */
export function placeOf(html: string, questions: readonly string[]): string | undefined {
  return questions.map((id) => `q-${id}`).find((place) => html.includes(`id="${place}"`));
}

/**
 * The page for the frame, which has no scripts and follows the console's policy: its script is left out, and its style
 * is allowed by the console's nonce. The server writes both, and escapes everything else.
 */
export function framed(html: string, nonce: string): string {
  return (
    html
      .replaceAll("<style>", `<style nonce="${nonce}">`)
      .replace(/<script\b[^>]*><\/script>/g, "")
      // The console's policy shows no pictures of other sites; asking for them would only be refused.
      .replace(/<img src="https:[^"]*"/g, "<img")
      // The focus stays where one edits.
      .replace(/(<[a-z]+\b[^<>]*) autofocus(?=[ >])/g, "$1")
  );
}
