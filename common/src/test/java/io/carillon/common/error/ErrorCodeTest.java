package io.carillon.common.error;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class ErrorCodeTest {
  private static final String TABLE =
      """
      BAD_DATA               | 400 | bad_data    | INVALID_ARGUMENT    | false
      EXECUTION              | 422 | execution   | OUT_OF_RANGE        | false
      BUDGET_EXCEEDED        | 422 | execution   | RESOURCE_EXHAUSTED  | false
      CANCELED               | 499 | canceled    | CANCELLED           | false
      TIMEOUT                | 503 | timeout     | DEADLINE_EXCEEDED   | true
      UNAVAILABLE            | 503 | unavailable | UNAVAILABLE         | true
      OVERLOADED             | 503 | unavailable | UNAVAILABLE         | true
      STORAGE_FULL           | 503 | unavailable | UNAVAILABLE         | true
      RATE_LIMITED           | 429 | bad_data    | RESOURCE_EXHAUSTED  | true
      TOO_LARGE              | 413 | bad_data    | RESOURCE_EXHAUSTED  | false
      UNSUPPORTED_MEDIA_TYPE | 415 | bad_data    | INVALID_ARGUMENT    | false
      NOT_FOUND              | 404 | not_found   | NOT_FOUND           | false
      FAILED_PRECONDITION    | 412 | bad_data    | FAILED_PRECONDITION | false
      UNIMPLEMENTED          | 422 | execution   | UNIMPLEMENTED       | false
      CORRUPTION             | 500 | internal    | DATA_LOSS           | false
      INTERNAL               | 500 | internal    | INTERNAL            | false
      """;

  @ParameterizedTest
  @CsvSource(textBlock = TABLE, delimiter = '|')
  void theTableIsFixed(
      ErrorCode code, int httpStatus, String errorType, Status.Code grpcCode, boolean isRetryable) {
    assertThat(code.httpStatus()).isEqualTo(httpStatus);
    assertThat(code.errorType()).isEqualTo(errorType);
    assertThat(code.grpcCode()).isEqualTo(grpcCode);
    assertThat(code.isRetryable()).isEqualTo(isRetryable);
  }

  @ParameterizedTest
  @EnumSource
  void noCodeIsMissing(ErrorCode code) {
    Set<String> names = new HashSet<>();
    TABLE.lines().forEach(line -> names.add(line.substring(0, line.indexOf(' '))));
    assertThat(names).contains(code.name());
  }
}
