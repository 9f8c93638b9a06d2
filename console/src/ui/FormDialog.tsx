import { useMutation } from "@tanstack/react-query";
import { Form } from "antd";
import { type ReactNode, useId } from "react";
import { useTranslation } from "react-i18next";
import { Dialog } from "./Dialog.tsx";
import styles from "./FormDialog.module.css";
import { Refusal } from "./Refusal.tsx";

interface FormDialogProps<Values> {
  title: string;
  /** The verb on the button. */
  verb: string;
  initial?: Partial<Values>;
  /** Does it; the dialog closes when it is done, and says why when it is refused. */
  onSubmit: (values: Values) => Promise<unknown>;
  onClose: () => void;
  /** It was left without doing anything; like `onClose` when there is no difference. */
  onCancel?: () => void;
  /** The fields, as `Form.Item`s named as in `Values`. */
  children: ReactNode;
}

/** A few fields for one matter, in front of the page. */
export function FormDialog<Values extends object>(props: FormDialogProps<Values>): ReactNode {
  const { title, verb, initial, onSubmit, onClose, onCancel = onClose, children } = props;
  const { t } = useTranslation("ui");
  const id = useId();
  const save = useMutation({ mutationFn: onSubmit, onSuccess: onClose });
  return (
    <Dialog
      title={title}
      okText={verb}
      cancelText={t("cancel")}
      okButtonProps={{ htmlType: "submit", form: id, loading: save.isPending }}
      onCancel={onCancel}
      width={520}
    >
      <Form<Values>
        id={id}
        // Fields of the page below may have the same names; ids that are twice there take each other's labels.
        name={id}
        layout="vertical"
        requiredMark={false}
        // Ant Design wants deep partials of what the fields hold; ours are flat.
        initialValues={initial}
        onFinish={(values) => save.mutate(values)}
        className={styles.form}
      >
        <Refusal error={save.error} />
        {children}
      </Form>
    </Dialog>
  );
}
