package io.carillon.common.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.common.error.CarillonException;
import io.carillon.common.error.ErrorCode;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TenantIdTest {
  @ParameterizedTest
  @ValueSource(strings = {"a", "A-Z_a.z'0(9)!*", "...", ".a"})
  void ordinaryIdsAreTaken(String id) {
    assertThat(new TenantId(id)).hasToString(id).isEqualByComparingTo(new TenantId(id));
  }

  @ParameterizedTest
  @MethodSource("strangeIds")
  void allOthersAreBadData(String id) {
    assertThatThrownBy(() -> new TenantId(id))
        .isInstanceOfSatisfying(
            CarillonException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_DATA))
        .hasMessageContaining(TenantId.HEADER);
  }

  static Stream<String> strangeIds() {
    return Stream.of("", ".", "..", "a/b", "a\\b", "a b", "a|b", "é", "a\u0000", "a".repeat(151));
  }
}
