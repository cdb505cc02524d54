package io.carillon.distributor.replicate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

final class ByteBudgetTest {
  private final ByteBudget budget = new ByteBudget(10);

  @Test
  void admitsUntilItIsFull() {
    assertThat(budget.tryAcquire(6)).isTrue();
    assertThat(budget.tryAcquire(4)).isTrue();
    assertThat(budget.tryAcquire(1)).isFalse();
    budget.release(4);
    assertThat(budget.tryAcquire(5)).isFalse();
    assertThat(budget.tryAcquire(1)).isTrue();
    assertThat(budget.usedBytes()).isEqualTo(7);
  }

  @Test
  void admitsWhatIsLargerThanTheBudgetWhenItIsAlone() {
    assertThat(budget.tryAcquire(11)).isTrue();
    assertThat(budget.tryAcquire(1)).isFalse();
    budget.release(11);
    assertThat(budget.tryAcquire(1)).isTrue();
    assertThat(budget.tryAcquire(Long.MAX_VALUE)).isFalse();
  }

  @Test
  void mustHaveRoom() {
    assertThatIllegalArgumentException().isThrownBy(() -> new ByteBudget(0));
  }
}
