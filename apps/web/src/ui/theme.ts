import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';

/** Deep teal; shade 8 on white and white on shade 7 both have more than 4.5:1. */
const teal: MantineColorsTuple = [
  '#e9f7f5',
  '#d5ece9',
  '#a9d8d2',
  '#7ac3ba',
  '#53b1a6',
  '#3aa296',
  '#2a958a',
  '#177d73',
  '#0b6b62',
  '#005750',
];

export const theme = createTheme({
  colors: { accent: teal },
  primaryColor: 'accent',
  primaryShade: { light: 8, dark: 7 },
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace',
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '1.75rem', lineHeight: '36px' },
      h2: { fontSize: '1.25rem', lineHeight: '28px' },
      h3: { fontSize: '1rem', lineHeight: '24px' },
    },
  },
  spacing: { xs: '8px', sm: '12px', md: '16px', lg: '24px', xl: '32px' },
  radius: { xs: '4px', sm: '4px', md: '8px', lg: '12px', xl: '16px' },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    // A dialog's head is no banner of the page.
    Modal: { defaultProps: { centered: true, overlayProps: { backgroundOpacity: 0.4 }, attributes: { header: { role: 'presentation' } } } },
    Drawer: { defaultProps: { attributes: { header: { role: 'presentation' } } } },
    // A menu holds items only; like a tooltip, it stands in the page's main part.
    Menu: { defaultProps: { withInitialFocusPlaceholder: false, portalProps: { target: 'main' } } },
    Tooltip: {
      defaultProps: {
        withArrow: true,
        openDelay: 400,
        events: { hover: true, focus: true, touch: false },
        portalProps: { target: 'main' },
      },
    },
    Loader: { defaultProps: { type: 'dots' } },
  },
});

/** Mantine's own quiet and error texts have less than 4.5:1 on the page's ground. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#5a636b',
    '--mantine-color-error': '#c92a2a',
    '--mantine-color-placeholder': '#6c757d',
    '--mantine-color-orange-light-color': '#9a3206',
    '--mantine-color-yellow-light-color': '#6b4a00',
  },
  dark: { '--mantine-color-dimmed': '#a6adb4', '--mantine-color-error': '#ff8787' },
});
