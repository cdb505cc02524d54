package io.carillon.querier.parser;

import org.jspecify.annotations.Nullable;

/**
 * Cuts a query into tokens. What a character means depends on where it stands: inside braces there
 * are no keywords, inside brackets only words of durations. Every rejected text is rejected at the
 * same byte and with the same words as in Prometheus' lex.go.
 */
final class Lexer {
  private final TextCursor cursor;
  private int parenDepth;
  private boolean isInBraces;
  private boolean isInBrackets;

  /** Behind the opening bracket, before the first number. */
  private boolean isAtDurationStart;

  private boolean seenColon;
  private boolean seenDuration;

  Lexer(SourceText source) {
    this.cursor = new TextCursor(source);
  }

  /**
   * The next token; {@link TokenType#END} again and again at the end.
   *
   * @throws io.carillon.common.error.CarillonException with BAD_DATA when no token begins there
   */
  Token next() {
    Token token = null;
    while (token == null) {
      token = isInBraces ? inBraces() : isAtDurationStart ? inDuration() : inExpression();
    }
    return token;
  }

  /** The next token outside of braces; null after white space or a comment. */
  private @Nullable Token inExpression() {
    int c = cursor.next();
    return switch (c) {
      case TextCursor.END -> end();
      case '#' -> comment();
      case ' ', '\t', '\n', '\r' -> space();
      case ',' -> cursor.token(TokenType.COMMA);
      case '+', '-', '*', '/', '%', '^' -> arithmetic(c);
      case '@' -> cursor.token(TokenType.AT);
      case '=', '!', '<', '>' -> comparison(c);
      case '"', '\'', '`' -> StringScanner.scan(cursor, c);
      case '(', ')' -> paren(c);
      case '{' -> leftBrace();
      case '[' -> leftBracket();
      case ']' -> rightBracket();
      default -> numberOrWord(c);
    };
  }

  private Token numberOrWord(int c) {
    if (isNumberStart(c)) {
      return number();
    }
    if (!TextCursor.isLetter(c) && c != ':') {
      throw cursor.error("unexpected character: " + GoText.quote(c));
    }
    if (!isInBrackets) {
      return word();
    }
    if (c == ':') {
      if (seenColon) {
        throw cursor.error("unexpected colon " + GoText.quote(c));
      }
      seenColon = true;
      return cursor.token(TokenType.COLON);
    }
    Token keyword = durationKeyword(c);
    if (keyword == null) {
      throw cursor.error("unexpected character: " + GoText.quote(c) + ", expected ':'");
    }
    return keyword;
  }

  /** The next token between an opening bracket and the first number. */
  private @Nullable Token inDuration() {
    int c = cursor.next();
    return switch (c) {
      case TextCursor.END -> throw cursor.error("unexpected end of input in duration expression");
      case ' ', '\t', '\n', '\r' -> space();
      case ',' -> cursor.token(TokenType.COMMA);
      case '+', '-', '*', '/', '%', '^' -> arithmetic(c);
      case '(', ')' -> paren(c);
      case ':' -> durationColon();
      case ']' -> rightBracket();
      default -> numberOrDurationKeyword(c);
    };
  }

  private Token numberOrDurationKeyword(int c) {
    if (isNumberStart(c)) {
      seenDuration = true;
      isAtDurationStart = false;
      return number();
    }
    Token keyword = durationKeyword(c);
    if (keyword == null) {
      throw cursor.error("unexpected character in duration expression: " + GoText.quote(c));
    }
    return keyword;
  }

  private Token durationColon() {
    Token colon = cursor.token(TokenType.COLON);
    if (!seenDuration) {
      throw cursor.error("unexpected colon before duration in duration expression");
    }
    if (seenColon) {
      throw cursor.error("unexpected repeated colon in duration expression");
    }
    seenColon = true;
    return colon;
  }

  /** The next token of a selector in braces. */
  private @Nullable Token inBraces() {
    int c = cursor.next();
    return switch (c) {
      case TextCursor.END -> throw cursor.error("unexpected end of input inside braces");
      case '#' -> comment();
      case ' ', '\t', '\n', '\r' -> space();
      case ',' -> cursor.token(TokenType.COMMA);
      case '"', '\'', '`' -> StringScanner.scan(cursor, c);
      case '=' -> cursor.token(cursor.accept("~") ? TokenType.EQUAL_REGEX : TokenType.EQUAL);
      case '!' -> notInBraces();
      case '{' -> throw cursor.error("unexpected left brace '{'");
      case '}' -> {
        isInBraces = false;
        yield cursor.token(TokenType.RIGHT_BRACE);
      }
      default -> labelName(c);
    };
  }

  private Token labelName(int first) {
    if (!TextCursor.isLetter(first)) {
      throw cursor.error("unexpected character inside braces: " + GoText.quote(first));
    }
    while (TextCursor.isLetterOrDigit(cursor.peek())) {
      cursor.next();
    }
    return cursor.token(TokenType.IDENTIFIER);
  }

  private Token notInBraces() {
    int c = cursor.next();
    return switch (c) {
      case '~' -> cursor.token(TokenType.NOT_EQUAL_REGEX);
      case '=' -> cursor.token(TokenType.NEQ);
      default ->
          throw cursor.error("unexpected character after '!' inside braces: " + GoText.quote(c));
    };
  }

  private Token end() {
    if (parenDepth != 0) {
      throw cursor.error("unclosed left parenthesis");
    }
    if (isInBrackets) {
      throw cursor.error("unclosed left bracket");
    }
    return cursor.token(TokenType.END);
  }

  private @Nullable Token space() {
    cursor.skipSpace();
    return null;
  }

  private @Nullable Token comment() {
    int c = cursor.next();
    while (c != '\n' && c != '\r' && c != TextCursor.END) {
      c = cursor.next();
    }
    cursor.back();
    cursor.begin();
    return null;
  }

  private Token arithmetic(int c) {
    return cursor.token(
        switch (c) {
          case '+' -> TokenType.ADD;
          case '-' -> TokenType.SUB;
          case '*' -> TokenType.MUL;
          case '/' -> TokenType.DIV;
          case '%' -> TokenType.MOD;
          default -> TokenType.POW;
        });
  }

  private Token comparison(int c) {
    return switch (c) {
      case '=' -> equal();
      case '!' -> notEqual();
      case '<' ->
          cursor.token(
              cursor.accept("=")
                  ? TokenType.LTE
                  : cursor.accept("/") ? TokenType.TRIM_UPPER : TokenType.LSS);
      default ->
          cursor.token(
              cursor.accept("=")
                  ? TokenType.GTE
                  : cursor.accept("/") ? TokenType.TRIM_LOWER : TokenType.GTR);
    };
  }

  private Token equal() {
    if (cursor.isAt("~")) {
      throw cursor.error("unexpected character after '=': '~'");
    }
    return cursor.token(cursor.accept("=") ? TokenType.EQL : TokenType.EQUAL);
  }

  private Token notEqual() {
    int c = cursor.next();
    if (c != '=') {
      throw cursor.error("unexpected character after '!': " + GoText.quote(c));
    }
    return cursor.token(TokenType.NEQ);
  }

  private Token paren(int c) {
    if (c == '(') {
      parenDepth++;
      return cursor.token(TokenType.LEFT_PAREN);
    }
    Token paren = cursor.token(TokenType.RIGHT_PAREN);
    parenDepth--;
    if (parenDepth < 0) {
      throw cursor.error("unexpected right parenthesis ')'");
    }
    return paren;
  }

  private Token leftBrace() {
    isInBraces = true;
    return cursor.token(TokenType.LEFT_BRACE);
  }

  private Token leftBracket() {
    if (isInBrackets) {
      throw cursor.error("unexpected left bracket '['");
    }
    isInBrackets = true;
    isAtDurationStart = true;
    seenColon = false;
    return cursor.token(TokenType.LEFT_BRACKET);
  }

  private Token rightBracket() {
    if (!isInBrackets) {
      throw cursor.error("unexpected right bracket ']'");
    }
    isInBrackets = false;
    isAtDurationStart = false;
    return cursor.token(TokenType.RIGHT_BRACKET);
  }

  private boolean isNumberStart(int c) {
    return TextCursor.isDigit(c) || (c == '.' && TextCursor.isDigit(cursor.peek()));
  }

  private Token number() {
    cursor.back();
    return NumberScanner.scan(cursor);
  }

  /** The rest of step, range, max_of or min_of; null when it is another word. */
  private @Nullable Token durationKeyword(int first) {
    if ("srmSRM".indexOf(first) < 0) {
      return null;
    }
    while (TextCursor.isLetter(cursor.peek())) {
      cursor.next();
    }
    TokenType type = TokenType.ofWord(cursor.text());
    return type == TokenType.STEP
            || type == TokenType.RANGE
            || type == TokenType.MAX_OF
            || type == TokenType.MIN_OF
        ? cursor.token(type)
        : null;
  }

  private Token word() {
    int c = cursor.peek();
    while (TextCursor.isLetterOrDigit(c) || c == ':') {
      cursor.next();
      c = cursor.peek();
    }
    return cursor.token(typeOfWord(cursor.text()));
  }

  private TokenType typeOfWord(String word) {
    if (word.equalsIgnoreCase("inf") || word.equalsIgnoreCase("nan")) {
      return TokenType.NUMBER;
    }
    TokenType keyword = TokenType.ofWord(word);
    if (keyword == null) {
      return word.indexOf(':') < 0 ? TokenType.IDENTIFIER : TokenType.METRIC_IDENTIFIER;
    }
    boolean isFill =
        keyword == TokenType.FILL
            || keyword == TokenType.FILL_LEFT
            || keyword == TokenType.FILL_RIGHT;
    return isFill && !cursor.isBeforeLeftParen() ? TokenType.IDENTIFIER : keyword;
  }
}
