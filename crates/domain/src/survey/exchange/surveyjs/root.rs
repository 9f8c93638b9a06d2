//! What SurveyJS says of a survey as a whole.

use super::Importer;
use crate::survey::Paging;
use crate::survey::exchange::node::Node;
use crate::survey::exchange::report::Reason;

const APPEARANCE: [&str; 56] = [
    "logo",
    "logoWidth",
    "logoHeight",
    "logoFit",
    "logoPosition",
    "showTitle",
    "showPageTitles",
    "showPageNumbers",
    "showQuestionNumbers",
    "questionTitleLocation",
    "questionDescriptionLocation",
    "questionErrorLocation",
    "showProgressBar",
    "progressBarLocation",
    "progressBarType",
    "progressBarShowNavigationText",
    "progressBarShowPageNumbers",
    "progressBarShowPageTitles",
    "progressBarNavigationTextLocation",
    "progressBarInheritWidthFrom",
    "progressTitle",
    "showTOC",
    "tocLocation",
    "tocItemComponent",
    "autoGrowComment",
    "allowResizeComment",
    "commentAreaRows",
    "requiredMark",
    "requiredText",
    "questionStartIndex",
    "questionTitlePattern",
    "questionTitleTemplate",
    "widthMode",
    "gridLayoutEnabled",
    "width",
    "fitToContainer",
    "headerView",
    "header",
    "backgroundImage",
    "backgroundImageFit",
    "backgroundImageAttachment",
    "backgroundOpacity",
    "showBrandInfo",
    "matrixDragHandleArea",
    "showNavigationButtons",
    "navigationButtonsLocation",
    "showPrevButton",
    "startSurveyText",
    "pagePrevText",
    "pageNextText",
    "completeText",
    "previewText",
    "editText",
    "loadingHtml",
    "regionalFormat",
    "mode",
];

const BEHAVIOUR: [&str; 24] = [
    "autoFocusFirstQuestion",
    "focusFirstQuestionAutomatic",
    "autoFocusFirstError",
    "focusOnFirstError",
    "sjsVersion",
    "$schema",
    "surveyId",
    "surveyPostId",
    "surveyShowDataSaving",
    "cookieName",
    "partialSendEnabled",
    "sendResultOnPageNext",
    "storeOthersAsComment",
    "autoAdvanceEnabled",
    "goNextPageAutomatic",
    "autoAdvanceAllowComplete",
    "allowCompleteSurveyAutomatic",
    "checkErrorsMode",
    "validateVisitedEmptyFields",
    "textUpdateMode",
    "showCompletePage",
    "completedBeforeHtml",
    "keepIncorrectValues",
    "maxOthersLength",
];

const NOTHING: [&str; 12] = [
    "readOnly",
    "maxCommentLength",
    "showPreviewBeforeComplete",
    "previewMode",
    "showTimer",
    "showTimerPanel",
    "timeLimit",
    "timeLimitPerPage",
    "timerLocation",
    "timerInfoMode",
    "maxTimeToFinish",
    "maxTimeToFinishPage",
];

impl Importer {
    /// Reads the frame; the answer is what members call the survey.
    pub(super) fn root(&mut self, root: &Node<'_>) -> String {
        root.get("locale");
        let title = self.label(root, "title");
        let lang = self.lang();
        let name = title.exact(&lang).unwrap_or_default().to_owned();
        self.build.survey.title = title;
        self.build.survey.intro = self.prose(root, "description");
        self.build.survey.thank_you = self.prose(root, "completedHtml");
        for (name, target) in [("title", "title"), ("description", "intro"), ("completedHtml", "thank_you")] {
            if root.peek(name).is_some() {
                self.build.kept(name, name, target, Reason::Same);
            }
        }
        // There a survey may be shown in any language of the library; here in those it is written in.
        let mode = root.text("questionsOnPageMode");
        let single = root.switch("isSinglePage") == Some(true);
        self.build.survey.paging = match mode {
            Some("singlePage") => Paging::OnePage,
            Some("questionPerPage" | "inputPerPage") => Paging::OneQuestion,
            _ if single => Paging::OnePage,
            _ => Paging::PageByPage,
        };
        if let Some(mode) = mode {
            if mode == "inputPerPage" {
                let nearest = Reason::Nearest("one_question".to_owned());
                self.build.changed("questionsOnPageMode", "questionsOnPageMode", "paging", nearest);
            } else {
                self.build.kept("questionsOnPageMode", "questionsOnPageMode", "paging", Reason::Same);
            }
        }
        if root.flag("firstPageIsStartPage") || root.flag("firstPageIsStarted") {
            self.build.changed("firstPageIsStartPage", "firstPageIsStartPage", "pages", Reason::Flattened);
        }
        root.leave_out(&self.build.report, &APPEARANCE, &Reason::Appearance);
        root.leave_out(&self.build.report, &BEHAVIOUR, &Reason::Behaviour);
        root.leave_out(&self.build.report, &NOTHING, &Reason::NoCounterpart);
        name
    }

    /// The order of questions on all pages.
    pub(super) fn question_order(&mut self, root: &Node<'_>) {
        if root.text("questionOrder").or(root.text("questionsOrder")) == Some("random") {
            self.build.survey.pages.iter_mut().for_each(|page| page.random_questions = true);
            self.build.kept("questionOrder", "questionOrder", "pages", Reason::Same);
        }
    }
}
