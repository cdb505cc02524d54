package io.carillon.common.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class RpcErrorsTest {
  @ParameterizedTest
  @EnumSource
  void everyCodeComesBack(ErrorCode code) {
    StatusRuntimeException status = RpcErrors.toStatus(new CarillonException(code, "text"));
    assertThat(status.getStatus().getCode()).isEqualTo(code.grpcCode());
    CarillonException back = RpcErrors.fromStatus("instance a1", status);
    assertThat(back.code()).isEqualTo(code);
    assertThat(back).hasMessageStartingWith("instance a1: text");
  }

  @ParameterizedTest
  @CsvSource({
    "CANCELLED, UNAVAILABLE",
    "UNKNOWN, INTERNAL",
    "INVALID_ARGUMENT, BAD_DATA",
    "DEADLINE_EXCEEDED, TIMEOUT",
    "NOT_FOUND, NOT_FOUND",
    "ALREADY_EXISTS, FAILED_PRECONDITION",
    "PERMISSION_DENIED, FAILED_PRECONDITION",
    "RESOURCE_EXHAUSTED, BUDGET_EXCEEDED",
    "FAILED_PRECONDITION, FAILED_PRECONDITION",
    "ABORTED, UNAVAILABLE",
    "OUT_OF_RANGE, EXECUTION",
    "UNIMPLEMENTED, UNIMPLEMENTED",
    "INTERNAL, INTERNAL",
    "UNAVAILABLE, UNAVAILABLE",
    "DATA_LOSS, CORRUPTION",
    "UNAUTHENTICATED, FAILED_PRECONDITION"
  })
  void aStatusThatNobodyExplainedHasACode(Status.Code status, ErrorCode code) {
    assertThat(RpcErrors.fromStatus("p", new StatusException(status.toStatus())).code())
        .isEqualTo(code);
  }

  @Test
  void aCodeOfANewerVersionFallsBackToItsStatus() {
    Metadata trailers = new Metadata();
    trailers.put(RpcErrors.ERROR_CODE, "MOON_PHASE");
    CarillonException error =
        RpcErrors.fromStatus("p", new StatusRuntimeException(Status.UNAVAILABLE, trailers));
    assertThat(error.code()).isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(error).hasMessage("p: UNAVAILABLE");
  }

  @Test
  void otherErrorsAreInternal() {
    StatusRuntimeException status = RpcErrors.toStatus(new IllegalStateException("oops"));
    assertThat(status.getStatus().getCode()).isEqualTo(Status.Code.INTERNAL);
    assertThat(status).hasMessageContaining("oops");
  }

  @Test
  void longTextsAreCutBetweenCharacters() {
    for (int shift = 0; shift < 4; shift++) {
      String text = "x".repeat(shift) + "\uD83D\uDE00".repeat(5000);
      String description =
          Objects.requireNonNull(
              RpcErrors.toStatus(new CarillonException(ErrorCode.BAD_DATA, text))
                  .getStatus()
                  .getDescription());
      assertThat(description).endsWith("\uD83D\uDE00 …").doesNotContain("\uFFFD");
      assertThat(description.getBytes(StandardCharsets.UTF_8).length).isLessThan(2100);
    }
  }
}
