import { Checkbox } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Field } from "./Field.tsx";
import { below, Count, Day, Flag, Row, Words } from "./fields.tsx";
import { CONTACT_PARTS, type ContactPart, type Of, type Question } from "./format.ts";
import { MatrixFields } from "./MatrixFields.tsx";
import { OptionsEditor } from "./OptionsEditor.tsx";
import type { Path } from "./path.ts";
import { EndFields, RatingFields } from "./ScaleFields.tsx";
import { useStudio } from "./studio.ts";

/** What questions of this kind have that others have not. */
export function KindFields({ at, question }: { at: Path; question: Question }): ReactNode {
  switch (question.kind) {
    case "nps":
    case "csat":
    case "ces":
    case "item_rating":
      return <EndFields at={at} />;
    case "rating":
      return <RatingFields at={at} />;
    case "single_choice":
    case "multiple_choice":
    case "ranking":
      return <ChoiceFields at={at} question={question} />;
    case "matrix":
      return <MatrixFields at={at} question={question} />;
    case "slider":
      return <SliderFields at={at} />;
    case "text":
      return <TextFields at={at} />;
    case "number":
      return <NumberFields at={at} />;
    case "date":
      return <DateFields at={at} />;
    case "contact":
      return <ContactFields at={at} question={question} />;
    case "yes_no":
      return <YesNoFields at={at} />;
    case "consent":
      return <ConsentFields at={at} />;
    case "file":
      return <FileFields at={at} />;
    default:
      return null;
  }
}

function ChoiceFields({
  at,
  question,
}: {
  at: Path;
  question: Of<"single_choice"> | Of<"multiple_choice"> | Of<"ranking">;
}): ReactNode {
  const { t } = useTranslation("studio");
  const { kind, options } = question;
  const has = { score: true, image: kind !== "ranking", exclusive: kind === "multiple_choice", fixed: true };
  return (
    <>
      <OptionsEditor at={below(at, "options")} label={t("of.options")} prefix="option" has={has} />
      {kind === "multiple_choice" && (
        <Row>
          <Count at={below(at, "choose_min")} label={t("of.chooseMin")} min={1} max={options.length} />
          <Count at={below(at, "choose_max")} label={t("of.chooseMax")} min={1} max={options.length + 1} />
        </Row>
      )}
      {kind === "ranking" && (
        <Count
          at={below(at, "places")}
          label={t("of.places")}
          hint={t("of.placesHint")}
          min={1}
          max={options.length}
        />
      )}
      {kind !== "ranking" && <Flag at={below(at, "other")} label={t("of.other")} isKept />}
      {kind === "single_choice" && <Flag at={below(at, "dropdown")} label={t("of.dropdown")} />}
      <Flag at={below(at, "random_options")} label={t("of.randomOptions")} hint={t("of.randomHint")} />
    </>
  );
}

function SliderFields({ at }: { at: Path }): ReactNode {
  const { t } = useTranslation("studio");
  return (
    <>
      <Row>
        <Count at={below(at, "min")} label={t("of.least")} isNeeded />
        <Count at={below(at, "max")} label={t("of.most")} isNeeded />
        <Count at={below(at, "step")} label={t("of.step")} isNeeded />
      </Row>
      <EndFields at={at} />
    </>
  );
}

function TextFields({ at }: { at: Path }): ReactNode {
  const { t } = useTranslation("studio");
  return (
    <>
      <Flag at={below(at, "multiline")} label={t("of.multiline")} isKept />
      <Count at={below(at, "chars_max")} label={t("of.charsMax")} min={1} max={10_000} isNeeded />
    </>
  );
}

function NumberFields({ at }: { at: Path }): ReactNode {
  const { t } = useTranslation("studio");
  return (
    <Row>
      <Count at={below(at, "min")} label={t("of.least")} />
      <Count at={below(at, "max")} label={t("of.most")} />
      <Count at={below(at, "decimals")} label={t("of.decimals")} min={0} max={6} isNeeded />
      <Words at={below(at, "measure")} label={t("of.measure")} />
    </Row>
  );
}

function DateFields({ at }: { at: Path }): ReactNode {
  const { t } = useTranslation("studio");
  return (
    <Row>
      <Day at={below(at, "min")} label={t("of.firstDay")} />
      <Day at={below(at, "max")} label={t("of.lastDay")} />
    </Row>
  );
}

function ContactFields({ at, question }: { at: Path; question: Of<"contact"> }): ReactNode {
  const { t } = useTranslation("studio");
  const { set } = useStudio();
  const place = below(at, "parts");
  return (
    <Field at={place} label={t("of.parts")}>
      {() => (
        <Checkbox.Group
          aria-label={t("of.parts")}
          value={question.parts}
          options={CONTACT_PARTS.map((part) => ({ value: part, label: t(`part.${part}`) }))}
          onChange={(chosen) =>
            set(
              place,
              CONTACT_PARTS.filter((part: ContactPart) => chosen.includes(part)),
            )
          }
        />
      )}
    </Field>
  );
}

function YesNoFields({ at }: { at: Path }): ReactNode {
  const { t } = useTranslation("studio");
  return (
    <Row>
      <Words at={below(at, "yes")} label={t("of.yes")} hint={t("of.endsHint")} />
      <Words at={below(at, "no")} label={t("of.no")} />
    </Row>
  );
}

function ConsentFields({ at }: { at: Path }): ReactNode {
  const { t } = useTranslation("studio");
  return <Words at={below(at, "label")} label={t("of.consent")} />;
}

function FileFields({ at }: { at: Path }): ReactNode {
  const { t } = useTranslation("studio");
  return (
    <>
      <Flag at={below(at, "images_only")} label={t("of.imagesOnly")} isKept />
      <Row>
        <Count at={below(at, "files_max")} label={t("of.filesMax")} min={1} max={10} isNeeded />
        <Count at={below(at, "size_max_kb")} label={t("of.sizeMax")} min={1} max={10_240} isNeeded />
      </Row>
    </>
  );
}
