// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import { draw, useScreen } from '../testing/screen.tsx';
import { usePageTitle, useTitleNews } from './page-title.ts';

function Page({ news }: { news: string }) {
  usePageTitle('Calls');
  useTitleNews(news);
  return null;
}

describe('the tab', () => {
  useScreen();

  it('tells by title and icon that a patient waits, for as long as one does', () => {
    document.head.innerHTML = '<link rel="icon" href="/icon.svg">';
    const tab = () => [document.title, document.querySelector('link[rel="icon"]')?.getAttribute('href')];
    const { rerender } = draw(<Page news="" />);
    expect(tab()).toEqual(['Calls · Attune', '/icon.svg']);
    rerender(<Page news="(1)" />);
    expect(tab()).toEqual(['(1) Calls · Attune', '/icon-news.svg']);
    rerender(<Page news="" />);
    expect(tab()).toEqual(['Calls · Attune', '/icon.svg']);
  });
});
