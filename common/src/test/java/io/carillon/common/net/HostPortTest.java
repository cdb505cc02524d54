package io.carillon.common.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HostPortTest {
  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:9202, 127.0.0.1, 9202",
    "host.example:0, host.example, 0",
    "[::1]:65535, ::1, 65535"
  })
  void comesBackAsItWasWritten(String text, String host, int port) {
    HostPort address = HostPort.parse("--grpc-address", text);
    assertThat(address).isEqualTo(new HostPort(host, port)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":",
        ":1",
        "a",
        "a:",
        "a:b",
        "a:-1",
        "a:65536",
        "a:99999999999",
        "[]:1",
        "::1",
        "::1:9202",
        "[::1",
        "[::1]",
        "[a:1",
        "a]:1",
        "a:+1"
      })
  void allElseIsBadData(String text) {
    assertThatThrownBy(() -> HostPort.parse("--grpc-address", text))
        .isInstanceOfSatisfying(
            CarillonException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_DATA))
        .hasMessageContaining("--grpc-address: expected host:port, got \"" + text + "\"");
  }
}
