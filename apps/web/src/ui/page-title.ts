import { useEffect } from 'react';

let title = '';
let news = '';

const write = () => {
  document.title = `${news}${title === '' ? '' : `${title} · `}Attune`;
  const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  const file = news === '' ? '/icon.svg' : '/icon-news.svg';
  if (icon !== null && icon.getAttribute('href') !== file) icon.href = file;
};

/** Names the tab after the page, for as long as the page is shown. */
export function usePageTitle(name: string): void {
  useEffect(() => {
    title = name;
    write();
    return () => {
      title = '';
      write();
    };
  }, [name]);
}

/** What must be seen from other tabs stands before the page's name, whatever page that is, and puts a dot on the tab's icon; empty for nothing. */
export function useTitleNews(text: string): void {
  useEffect(() => {
    news = text === '' ? '' : `${text} `;
    write();
    return () => {
      news = '';
      write();
    };
  }, [text]);
}
