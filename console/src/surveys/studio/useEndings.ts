import { said } from "./format.ts";
import { useStudio } from "./studio.ts";

/** The endings to choose from. */
export function useEndings(): { value: string; label: string }[] {
  const { survey, language } = useStudio();
  return (survey.endings ?? []).map(({ id, title }) => ({
    value: id,
    label: said(title, language, survey) || id,
  }));
}
