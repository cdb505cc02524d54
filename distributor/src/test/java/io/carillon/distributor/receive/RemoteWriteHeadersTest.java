package io.carillon.distributor.receive;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RemoteWriteHeadersTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/x-protobuf",
        "Application/X-Protobuf",
        "application/x-protobuf;proto=prometheus.WriteRequest",
        "application/x-protobuf; proto=prometheus.WriteRequest; charset=utf-8",
        ""
      })
  void acceptsRemoteWriteOne(String contentType) {
    assertThatCode(() -> RemoteWriteHeaders.check(contentType, "snappy"))
        .doesNotThrowAnyException();
  }

  @Test
  void takesMissingHeadersForRemoteWriteOne() {
    assertThatCode(() -> RemoteWriteHeaders.check(null, null)).doesNotThrowAnyException();
  }

  @Test
  void refusesAllElse() {
    assertRefused("application/x-protobuf;proto=io.prometheus.write.v2.Request", "snappy");
    assertRefused("application/json", "snappy");
    assertRefused("application/x-protobuf", "gzip");
    assertRefused("application/x-protobuf", "zstd");
    assertRefused(null, "identity");
  }

  private static void assertRefused(@Nullable String contentType, String contentEncoding) {
    assertThatExceptionOfType(CarillonException.class)
        .isThrownBy(() -> RemoteWriteHeaders.check(contentType, contentEncoding))
        .withMessageContaining("expected")
        .extracting(CarillonException::code)
        .isEqualTo(ErrorCode.UNSUPPORTED_MEDIA_TYPE);
  }
}
