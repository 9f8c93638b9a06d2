import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { END, type Step, ways } from "./document.ts";
import styles from "./StepsText.module.css";
import { useStepWords } from "./useStepWords.ts";

/** The steps to read, one after the other; where one leads elsewhere it says so. */
export function StepsText({ steps }: { steps: readonly Step[] }): ReactNode {
  const { t } = useTranslation("playbooks");
  const words = useStepWords();
  const number = (id: string): number => steps.findIndex((step) => step.id === id) + 1;
  return (
    <ol className={styles.steps}>
      {steps.map((step, at) => {
        const out = ways(steps, at);
        const isPlain = out.length === 1 && (out[0]?.to === steps[at + 1]?.id || out[0]?.to === END);
        const detail = words.detail(step);
        return (
          <li key={step.id} className={styles.step}>
            <span className={styles.number} aria-hidden="true">
              {at + 1}
            </span>
            <div className={styles.what}>
              <p>
                <strong>{words.title(step)}</strong>{" "}
                {detail && <span className={styles.detail}>{detail}</span>}
              </p>
              {!isPlain && (
                <ul className={styles.ways}>
                  {out.map((way) => (
                    <li key={`${way.to} ${words.why(way)}`}>
                      {words.why(way) || t("way.next")}
                      {" → "}
                      {way.to === END ? t("do.end") : t("step", { number: number(way.to) })}
                    </li>
                  ))}
                </ul>
              )}
            </div>
          </li>
        );
      })}
    </ol>
  );
}
