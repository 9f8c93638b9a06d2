import { Alert, Button } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { RelativeTime } from "../../ui/RelativeTime.tsx";
import type { Survey as Stored } from "../queries.ts";
import type { SaveState } from "./useSaving.ts";

/** Somebody else saved the survey meanwhile: whose draft goes on is for the one who looks to say. */
export function Conflict({
  state,
  onKeep,
  onTake,
}: {
  state: SaveState;
  onKeep: (theirs: Stored) => void;
  onTake: (theirs: Stored) => void;
}): ReactNode {
  const { t } = useTranslation("studio");
  if (state.is !== "conflict") return null;
  const { theirs } = state;
  return (
    <Alert
      type="error"
      showIcon
      title={t("conflict.title")}
      description={
        <>
          {t("conflict.text")} <RelativeTime at={theirs.changed_at} />
        </>
      }
      action={
        <>
          <Button size="small" onClick={() => onTake(theirs)}>
            {t("conflict.take")}
          </Button>{" "}
          <Button size="small" type="primary" onClick={() => onKeep(theirs)}>
            {t("conflict.keep")}
          </Button>
        </>
      }
    />
  );
}
