import { type DragEvent, type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { announce } from "../../ui/announce.ts";
import { useUndo } from "../../ui/useUndo.tsx";
import {
  addPage,
  addQuestion,
  duplicateQuestion,
  movePage,
  moveQuestion,
  namesOf,
  pageOf,
  placePage,
  placeQuestion,
  removePage,
  removeQuestion,
  type Step,
} from "./draft.ts";
import { type Kind, questionsOf, type Survey, said } from "./format.ts";
import { useStudio } from "./studio.ts";

export interface Outline {
  /** What is being dragged. */
  dragged: string | undefined;
  grip: (id: string) => { draggable: true; onDragStart: (event: DragEvent) => void; onDragEnd: () => void };
  /** For a place where a question may be dropped: before the one there. */
  questionPlace: (page: string, at: number) => Place;
  pagePlace: (at: number) => Place;
  onKeyDown: (id: string) => (event: KeyboardEvent) => void;
  move: (id: string, step: Step) => void;
  duplicate: (id: string) => void;
  remove: (id: string) => void;
  rename: (from: string, to: string, how: (survey: Survey, from: string, to: string) => Survey) => void;
  addPage: (after: string | undefined) => void;
  addQuestion: (kind: Kind) => void;
}

interface Place {
  onDragOver: (event: DragEvent) => void;
  onDrop: (event: DragEvent) => void;
}

const ROW = "[data-outline-row]";

const focusRow = (id: string): void =>
  document.querySelector<HTMLElement>(`[data-outline-row="${id}"]`)?.focus();

/** Changing what is asked in which order: by dragging, by keys and by buttons, which all end in the same steps. */
export function useOutline(): Outline {
  const { t } = useTranslation("studio");
  const undo = useUndo();
  const { survey, language, change, choose, chosen } = useStudio();
  const [dragged, setDragged] = useState<string>();
  const follow = useRef<string>(undefined);

  // A row that moved to another page is another element, and has lost the focus.
  useEffect(() => {
    if (follow.current) focusRow(follow.current);
    follow.current = undefined;
  });

  const isPage = (id: string): boolean => survey.pages.some((page) => page.id === id);
  const nameOf = (id: string): string => {
    const found =
      survey.pages.find((page) => page.id === id) ?? questionsOf(survey).find((one) => one.id === id);
    return said(found?.title, language, survey) || id;
  };
  const move = (id: string, step: Step): void => {
    const next = isPage(id) ? movePage(survey, id, step) : moveQuestion(survey, id, step);
    if (next === survey) return;
    if (document.activeElement?.matches(ROW)) follow.current = id;
    change(next);
    announce(t(step === "up" ? "outline.movedUp" : "outline.movedDown", { name: nameOf(id) }));
  };
  const duplicate = (id: string): void => {
    if (isPage(id)) return;
    const made = duplicateQuestion(survey, id);
    change(made.survey);
    choose(made.id);
    announce(t("outline.duplicated", { name: nameOf(id) }));
  };
  const remove = (id: string): void => {
    const before = survey;
    const used = isPage(id) ? 0 : namesOf(survey, id);
    const neighbour = neighbourOf(id);
    change(isPage(id) ? removePage(survey, id) : removeQuestion(survey, id));
    if (neighbour) choose(neighbour);
    const text =
      used > 0
        ? t("outline.removedUsed", { name: nameOf(id), count: used })
        : t("outline.removed", { name: nameOf(id) });
    undo(text, async () => {
      change(before);
      choose(id);
    });
  };
  const neighbourOf = (id: string): string | undefined => {
    const rows = survey.pages.flatMap((page) => [page.id, ...page.questions.map((question) => question.id)]);
    const at = rows.indexOf(id);
    return rows[at + 1] ?? rows[at - 1];
  };
  const place = (isFor: (id: string) => boolean, drop: (id: string) => Survey): Place => ({
    onDragOver: (event) => {
      if (dragged && isFor(dragged)) event.preventDefault();
    },
    onDrop: (event) => {
      if (!dragged || !isFor(dragged)) return;
      event.preventDefault();
      event.stopPropagation();
      setDragged(undefined);
      change(drop(dragged));
    },
  });

  return {
    dragged,
    grip: (id) => ({
      draggable: true,
      onDragStart: (event) => {
        event.dataTransfer.effectAllowed = "move";
        event.dataTransfer.setData("text/plain", id);
        event.stopPropagation();
        setDragged(id);
      },
      onDragEnd: () => setDragged(undefined),
    }),
    questionPlace: (page, at) =>
      place(
        (id) => !isPage(id),
        (id) => {
          const own =
            pageOf(survey, id)?.id === page
              ? pageOf(survey, id)?.questions.findIndex((one) => one.id === id)
              : -1;
          return placeQuestion(survey, id, page, own !== undefined && own >= 0 && own < at ? at - 1 : at);
        },
      ),
    pagePlace: (at) =>
      place(isPage, (id) => {
        const own = survey.pages.findIndex((page) => page.id === id);
        return placePage(survey, id, own < at ? at - 1 : at);
      }),
    onKeyDown: (id) => (event) => {
      const wish = wishOf(event);
      if (!wish) return;
      event.preventDefault();
      const steps: Record<Wish, () => void> = {
        remove: () => remove(id),
        duplicate: () => duplicate(id),
        up: () => move(id, "up"),
        down: () => move(id, "down"),
        before: () => walk(event.currentTarget, -1),
        behind: () => walk(event.currentTarget, 1),
      };
      steps[wish]();
    },
    move,
    duplicate,
    remove,
    rename: (from, to, how) => {
      change(how(survey, from, to));
      choose(to);
    },
    addPage: (after) => {
      const made = addPage(survey, after);
      change(made.survey);
      choose(made.id);
    },
    addQuestion: (kind) => {
      const page =
        (chosen && (pageOf(survey, chosen) ?? survey.pages.find(({ id }) => id === chosen))) ||
        survey.pages.at(-1);
      if (!page) return;
      const made = addQuestion(survey, kind, page.id, chosen);
      change(made.survey);
      choose(made.id);
    },
  };
}

type Wish = Step | "before" | "behind" | "remove" | "duplicate";

/** What a key asks for. */
function wishOf({ key, altKey, ctrlKey, metaKey }: KeyboardEvent): Wish | undefined {
  if (key === "ArrowUp") return altKey ? "up" : "before";
  if (key === "ArrowDown") return altKey ? "down" : "behind";
  if (key === "Delete" || key === "Backspace") return "remove";
  return (ctrlKey || metaKey) && key.toLowerCase() === "d" ? "duplicate" : undefined;
}

/** On to the row above or below. */
function walk(from: Element, by: number): void {
  const rows = [...document.querySelectorAll<HTMLElement>(ROW)];
  const next = rows[rows.indexOf(from as HTMLElement) + by];
  next?.focus();
  next?.click();
}
