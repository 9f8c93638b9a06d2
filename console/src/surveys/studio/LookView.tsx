import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Input } from "antd";
import { type ReactNode, useId } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../../api/client.ts";
import { useMay } from "../../session/account.ts";
import { changeSettings, settingsQuery } from "../../settings/queries.ts";
import { Card } from "../../ui/Card.tsx";
import { Refusal } from "../../ui/Refusal.tsx";
import { Failed, Loading } from "../../ui/states.tsx";
import styles from "./LookView.module.css";
import { previewQuery } from "./SurveyPaper.tsx";
import { useStudio } from "./studio.ts";
import { beginTrial } from "./trial.ts";

type Shade = Schemas["PreviewShade"];

/** The brand's colour on its survey pages: tried out here, with the contrast of what the page makes of it. */
export function LookView({
  accent,
  onTry,
}: {
  /** What is tried out; the brand's own while it is none. */
  accent: string | undefined;
  onTry: (accent: string | undefined) => void;
}): ReactNode {
  const { t } = useTranslation("studio");
  const may = useMay();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const field = useId();
  const settings = useQuery({ ...settingsQuery, enabled: may("edit_brand") });
  const save = useMutation({
    mutationFn: (colour: string) => changeSettings({ accent: colour }),
    onSuccess: (saved) => {
      queries.setQueryData(settingsQuery.queryKey, saved);
      onTry(undefined);
      void message.success(t("look.saved"));
    },
  });
  const own = settings.data?.accent;
  if (may("edit_brand") && !settings.data) {
    return settings.error ? (
      <Failed error={settings.error} again={() => void settings.refetch()} />
    ) : (
      <Loading rows={4} />
    );
  }
  return (
    <Card title={t("look.title")}>
      <div className={styles.look}>
        <p className={styles.text}>{t("look.text")}</p>
        <Refusal error={save.error} />
        <div className={styles.bar}>
          <label htmlFor={field}>{t("look.accent")}</label>
          <Input
            id={field}
            className={styles.colour ?? ""}
            type="color"
            value={accent ?? own ?? "#0f766e"}
            onChange={({ target }) => onTry(target.value)}
          />
          <code>{accent ?? own}</code>
          {may("edit_brand") && (
            <Button
              type="primary"
              disabled={!accent || accent === own}
              loading={save.isPending}
              onClick={() => accent && save.mutate(accent)}
            >
              {t("look.save")}
            </Button>
          )}
          <Button disabled={!accent} onClick={() => onTry(undefined)}>
            {t("look.back")}
          </Button>
        </div>
        <Shades accent={accent} />
      </div>
    </Card>
  );
}

function Shades({ accent }: { accent: string | undefined }): ReactNode {
  const { t } = useTranslation("studio");
  const { survey, language } = useStudio();
  const { data } = useQuery({
    ...previewQuery({ survey, trial: beginTrial(1), language, accent, item: t("preview.item") }),
    placeholderData: keepPreviousData,
  });
  if (!data) return null;
  return (
    <table className={styles.shades}>
      <caption>{t("look.contrast")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("look.of")}</th>
          <th scope="col">{t("look.sample")}</th>
          <th scope="col">{t("look.ratio")}</th>
          <th scope="col">{t("look.needed")}</th>
        </tr>
      </thead>
      <tbody>
        {data.shades.map((shade) => (
          <ShadeRow key={`${shade.of} ${shade.is_dark}`} shade={shade} />
        ))}
      </tbody>
    </table>
  );
}

function ShadeRow({ shade }: { shade: Shade }): ReactNode {
  const { t } = useTranslation("studio");
  const { of, is_dark, front, back, ratio, needed } = shade;
  return (
    <tr>
      <th scope="row">
        {t(`look.shade.${of as "button"}`)} · {t(is_dark ? "look.dark" : "look.light")}
      </th>
      <td>
        <span className={styles.sample} style={{ color: front, background: back, borderColor: front }}>
          {of === "edge" ? "\u2003\u2003" : "Aa 字"}
        </span>
      </td>
      <td>
        {ratio.toFixed(2)} : 1 {ratio >= needed ? t("look.enough") : t("look.tooLittle")}
      </td>
      <td>{needed.toFixed(1)} : 1</td>
    </tr>
  );
}
