import { PauseOutlined, PlayCircleOutlined } from "@ant-design/icons";
import { useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "../session/account.ts";
import { Ask } from "../ui/Ask.tsx";
import type { Playbook } from "./document.ts";
import { setActive } from "./queries.ts";

/** Lets a playbook act, or holds it, after one question that says what follows. */
export function Switch({ playbook }: { playbook: Playbook }): ReactNode {
  const { t } = useTranslation("playbooks");
  const may = useMay();
  const queries = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  if (!may("edit_playbook")) return null;
  const isActive = playbook.state === "active";
  const turn = isActive ? "pause" : "activate";
  return (
    <>
      <Button
        type={isActive ? "default" : "primary"}
        icon={isActive ? <PauseOutlined /> : <PlayCircleOutlined />}
        onClick={() => setAsking(true)}
      >
        {t(`${turn}.verb`)}
      </Button>
      {isAsking && (
        <Ask
          title={t(`${turn}.title`, { name: playbook.name })}
          consequence={t(`${turn}.consequence`, { event: playbook.trigger.event })}
          verb={t(`${turn}.verb`)}
          onYes={async () => {
            await setActive(playbook.id, !isActive);
            await queries.invalidateQueries({ queryKey: ["playbooks"] });
          }}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
