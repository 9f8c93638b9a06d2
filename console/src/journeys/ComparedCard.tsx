import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Change } from "./Change.tsx";
import { askedOf, type Touchpoint, type TouchpointComparison } from "./journey.ts";
import styles from "./TouchpointCard.module.css";
import { Estimated, TouchpointName } from "./TouchpointCard.tsx";

interface ComparedCardProps {
  touchpoint: Touchpoint;
  name: string;
  found: TouchpointComparison | undefined;
  names: readonly [string, string];
}

/** A touchpoint on the map seen twice: two intervals on one scale, and the difference. */
export function ComparedCard({ touchpoint, name, found, names }: ComparedCardProps): ReactNode {
  const { t } = useTranslation("journeys");
  const { metric } = touchpoint;
  const sides = [found?.one, found?.other];
  return (
    <article className={styles.card} data-moment={touchpoint.moment_of_truth}>
      <TouchpointName touchpoint={touchpoint} name={name} />
      {sides.every((figure) => !figure) ? (
        <p className={styles.none}>{askedOf(touchpoint).length === 0 ? t("nothingAsks") : t("noAnswers")}</p>
      ) : (
        sides.map((figure, nth) =>
          figure ? (
            <Estimated key={names[nth]} metric={metric} figure={figure} label={names[nth] ?? ""} />
          ) : (
            <p key={names[nth]} className={styles.none}>
              {names[nth]}: {t("noAnswers")}
            </p>
          ),
        )
      )}
      <Change metric={metric} change={found?.difference ?? null} hasInterval />
    </article>
  );
}
