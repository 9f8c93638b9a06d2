import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useLanguage } from "../../i18n/useLanguage.ts";
import { ChannelFilter } from "../../ui/ChannelFilter.tsx";
import { ChoiceFilter, Filters } from "../../ui/Filters.tsx";
import { PeriodFilter } from "../../ui/PeriodFilter.tsx";
import type { Results } from "./queries.ts";
import { FLAGGED, type View, type Wanted } from "./view.ts";

interface ResultsFiltersProps {
  view: View;
  wanted: Wanted;
  /** What there is to choose from, once it is known. */
  results: Results | undefined;
  onChange: (view: View) => void;
  children: ReactNode;
}

/** Which responses count. */
export function ResultsFilters({
  view,
  wanted,
  results,
  onChange,
  children,
}: ResultsFiltersProps): ReactNode {
  const { t } = useTranslation("results");
  const { language } = useLanguage();
  const { period, from, to, ...rest } = view;
  const set = (change: { [Name in keyof View]?: View[Name] | undefined }): void =>
    onChange({ ...view, ...change } as View);
  const names = new Intl.DisplayNames(language, { type: "language" });
  const known = (now: string | undefined, counts: Record<string, number> | undefined): string[] => [
    ...new Set([...(now ? [now] : []), ...Object.keys(counts ?? {})]),
  ];
  return (
    <Filters
      count={
        [period ?? from ?? to, view.channel, view.version, view.language, view.flagged].filter(Boolean).length
      }
      beside={children}
    >
      <PeriodFilter
        value={{ ...(period ? { period } : {}), ...(from ? { from } : {}), ...(to ? { to } : {}) }}
        days={wanted}
        onChange={(next) => onChange({ ...rest, ...next })}
      />
      <ChannelFilter
        value={view.channel}
        days={{ from: wanted.from, to: wanted.to }}
        onChange={(channel) => set({ channel })}
      />
      <ChoiceFilter
        label={t("version")}
        value={view.version}
        options={known(view.version, results?.responses.versions).map((version) => ({
          value: version,
          label: t("versionOf", { version }),
        }))}
        onChange={(version) => set({ version })}
      />
      <ChoiceFilter
        label={t("language")}
        value={view.language}
        options={known(view.language, results?.responses.languages).map((tag) => ({
          value: tag,
          label: names.of(tag) ?? tag,
        }))}
        onChange={(language) => set({ language })}
      />
      <ChoiceFilter
        label={t("flagged.title")}
        value={view.flagged}
        options={FLAGGED.map((value) => ({ value, label: t(`flagged.${value}`) }))}
        onChange={(flagged) => set({ flagged })}
      />
    </Filters>
  );
}
