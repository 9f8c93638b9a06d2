import { App, Button } from "antd";
import { useTranslation } from "react-i18next";

/** How long something can be taken back. */
const UNDO_S = 8;

/** Says that something was done and offers to take it back. */
export function useUndo(): (done: string, undo: () => Promise<unknown>) => void {
  const { t } = useTranslation("ui");
  const { message } = App.useApp();
  return (done, undo) => {
    const key = `undo-${done}`;
    const takeBack = async (): Promise<void> => {
      message.destroy(key);
      await undo().then(
        () => message.success(t("undone")),
        () => message.error(t("undoFailed")),
      );
    };
    void message.open({
      key,
      type: "success",
      duration: UNDO_S,
      content: (
        <>
          {done}{" "}
          <Button type="link" size="small" onClick={() => void takeBack()}>
            {t("undo")}
          </Button>
        </>
      ),
    });
  };
}
