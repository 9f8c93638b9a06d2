import { type ThemeConfig, theme } from "antd";
import { FONT, type Palette } from "./tokens.ts";

type Algorithm = typeof theme.darkAlgorithm;

/** Ant Design in our colours: flat, 4-px grid, 36-px rows. */
export function antdTheme(palette: Palette, isDark: boolean): ThemeConfig {
  // What it derives from a colour for the pointer is paler, too pale to read; and in the dark it dulls the colour itself.
  const asTheyAre: Algorithm = (seed, map) => ({
    ...(map ?? theme.defaultAlgorithm(seed)),
    colorPrimary: palette.accent,
    colorPrimaryHover: palette.accentHover,
    colorPrimaryActive: palette.accentActive,
    colorPrimaryText: palette.accent,
    colorPrimaryTextHover: palette.accentHover,
    colorPrimaryTextActive: palette.accentActive,
    colorPrimaryBorderHover: palette.accentHover,
    colorLink: palette.accent,
    colorLinkHover: palette.accentHover,
    colorLinkActive: palette.accentActive,
    colorError: palette.danger,
    colorErrorHover: palette.dangerHover,
    colorErrorActive: palette.dangerActive,
    colorErrorText: palette.danger,
    colorErrorTextHover: palette.dangerHover,
    colorErrorTextActive: palette.dangerActive,
    colorErrorBorderHover: palette.dangerHover,
  });
  return {
    algorithm: [isDark ? theme.darkAlgorithm : theme.defaultAlgorithm, asTheyAre],
    token: {
      fontFamily: FONT,
      fontSize: 14,
      fontSizeSM: 12,
      borderRadius: 6,
      controlHeight: 36,
      controlHeightSM: 28,
      wireframe: false,
      colorPrimary: palette.accent,
      colorLink: palette.accent,
      colorError: palette.danger,
      colorBgBase: palette.surface,
      colorBgLayout: palette.ground,
      colorBgContainer: palette.surface,
      colorBgElevated: palette.surface,
      colorText: palette.text,
      colorTextSecondary: palette.soft,
      colorTextTertiary: palette.soft,
      colorTextDescription: palette.soft,
      colorTextPlaceholder: palette.soft,
      colorTextQuaternary: palette.soft,
      colorTextLightSolid: palette.onAccent,
      colorBorder: palette.edge,
      colorBorderSecondary: palette.line,
      colorSplit: palette.line,
      controlItemBgActive: palette.chosen,
      controlItemBgHover: palette.raised,
      boxShadowSecondary: "0 8px 28px rgb(0 0 0 / 18%)",
    },
    components: {
      Button: { primaryShadow: "none", defaultShadow: "none", dangerShadow: "none", fontWeight: 500 },
      Tooltip: {
        colorBgSpotlight: isDark ? "#e7eaf0" : "#171c26",
        colorTextLightSolid: isDark ? "#171c26" : "#ffffff",
      },
    },
  };
}
