package io.carillon.deploy.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A table of text. Where it is wider than the terminal, the widest cells go on in further lines, so
 * that nothing is lost.
 *
 * @param titles of the columns
 * @param rows as many cells each as there are titles
 */
public record TextTable(List<String> titles, List<List<String>> rows) {
  private static final String GAP = "  ";

  /** Narrower columns cannot be read; the table is then wider than the terminal. */
  private static final int MIN_COLUMN_WIDTH = 10;

  public TextTable {
    titles = List.copyOf(titles);
    rows = List.copyOf(rows);
  }

  /** The lines of the table, each at most so wide if that is possible at all. */
  public String render(int terminalWidth) {
    int[] widths = widths(terminalWidth);
    StringBuilder out = new StringBuilder();
    appendRow(out, titles, widths);
    rows.forEach(row -> appendRow(out, row, widths));
    return out.toString();
  }

  private int[] widths(int terminalWidth) {
    int[] widths = new int[titles.size()];
    for (int i = 0; i < widths.length; i++) {
      widths[i] = titles.get(i).length();
      for (List<String> row : rows) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    int available = terminalWidth - GAP.length() * (widths.length - 1);
    while (Arrays.stream(widths).sum() > available) {
      int widest = 0;
      for (int i = 1; i < widths.length; i++) {
        widest = widths[i] > widths[widest] ? i : widest;
      }
      if (widths[widest] <= MIN_COLUMN_WIDTH) {
        break;
      }
      widths[widest]--;
    }
    return widths;
  }

  private static void appendRow(StringBuilder out, List<String> row, int[] widths) {
    List<List<String>> cells = new ArrayList<>();
    int lines = 1;
    for (int i = 0; i < widths.length; i++) {
      List<String> cell = wrap(row.get(i), widths[i]);
      cells.add(cell);
      lines = Math.max(lines, cell.size());
    }
    for (int line = 0; line < lines; line++) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        String part = line < cells.get(i).size() ? cells.get(i).get(line) : "";
        text.append(part).repeat(" ", widths[i] - part.length()).append(GAP);
      }
      out.append(text.toString().stripTrailing()).append('\n');
    }
  }

  private static List<String> wrap(String text, int width) {
    List<String> lines = new ArrayList<>();
    int from = 0;
    while (text.length() - from > width) {
      int comma = text.lastIndexOf(',', from + width - 1);
      int end = comma > from + width / 2 ? comma + 1 : from + width;
      lines.add(text.substring(from, end));
      from = end;
    }
    lines.add(text.substring(from));
    return lines;
  }
}
