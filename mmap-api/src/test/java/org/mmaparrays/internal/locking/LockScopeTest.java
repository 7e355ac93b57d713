package org.mmaparrays.internal.locking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mmaparrays.internal.files.ArrayFileNames;
import org.mmaparrays.internal.files.ArrayKey;
import org.mmaparrays.model.ArrayLockedException;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.RowRange;
import org.mmaparrays.support.ChildJvm;

/** Which writers may be at work in one file at once: those of its arrays, those that add arrays to it, those that replace it. */
class LockScopeTest {
  private static final LockScope FILE = LockScope.file(null);
  private static final LockScope ADDING = LockScope.adding();
  private static final LockScope FIRST = LockScope.array(4096, 20, null);
  private static final LockScope SECOND = LockScope.array(8192, 20, null);
  private static final LockScope FIRST_HALF = LockScope.array(4096, 20, new RowRange(0, 10));
  private static final LockScope SECOND_HALF = LockScope.array(4096, 20, new RowRange(10, 20));
  private static final LockScope ROWS = LockScope.file(new RowRange(4096, 4106));
  private static final List<LockScope> ALL =
      List.of(FILE, ADDING, FIRST, SECOND, FIRST_HALF, SECOND_HALF, ROWS);

  /** Row by row of the table: which of them each excludes. */
  private static final boolean[][] EXCLUDED = {
      {true, true, true, true, true, true, true},
      {true, true, false, false, false, false, true},
      {true, false, true, false, true, true, true},
      {true, false, false, true, false, false, true},
      {true, false, true, false, true, false, true},
      {true, false, true, false, false, true, true},
      {true, true, true, true, true, true, true},
  };

  @TempDir
  Path folder;

  private ArrayRef ref;

  @BeforeEach
  void make() throws IOException {
    ref = ArrayRef.of(Files.write(folder.resolve("x.h5"), new byte[1]), "/a");
  }

  private boolean isTaken(LockScope claim) throws IOException {
    try {
      WriterLock.claim(ref, claim).abandon();
      return false;
    } catch (ArrayLockedException taken) {
      assertThat(taken).hasMessageContaining(ref.toString())
          .hasMessageContaining("pid " + ProcessHandle.current().pid());
      return true;
    }
  }

  @Test
  void eachExcludesWhatItMustAndNothingElse() throws IOException {
    for (int first = 0; first < ALL.size(); first++) {
      WriterLock held = WriterLock.claim(ref, ALL.get(first));
      for (int second = 0; second < ALL.size(); second++) {
        assertThat(isTaken(ALL.get(second))).as("%s while %s", ALL.get(second), ALL.get(first))
            .isEqualTo(EXCLUDED[first][second]);
      }
      held.close();
      assertThat(ArrayFileNames.of(ref).lock()).doesNotExist();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"--enable-native-access=ALL-UNNAMED", "-Dno.native.access"})
  void theSameHoldsBetweenProcesses(String option) throws Exception {
    for (int first = 0; first < ALL.size(); first++) {
      try (ChildJvm child = ChildJvm.start(List.of(option), LockHolder.class, "claim", ref.file().toString(),
          String.valueOf(first))) {
        assertThat(child.read()).isEqualTo("held");
        for (int second = 0; second < ALL.size(); second++) {
          boolean excluded = true;
          try {
            WriterLock.claim(ref, ALL.get(second)).abandon();
            excluded = false;
          } catch (ArrayLockedException taken) {
            assertThat(taken.holders()).singleElement()
                .satisfies(holder -> assertThat(holder.pid()).isEqualTo(child.pid()));
          }
          assertThat(excluded).as("%s while another process has %s", ALL.get(second), ALL.get(first))
              .isEqualTo(EXCLUDED[first][second]);
        }
        child.kill();
      }
    }
  }

  static LockScope numbered(int number) {
    return ALL.get(number);
  }

  @Test
  void manyAreAtWorkAtOnceAndOnlyTheirOwnRowsAreTaken() throws IOException {
    WriterLock adder = WriterLock.claim(ref, ADDING);
    WriterLock one = WriterLock.claim(ref, FIRST_HALF);
    WriterLock two = WriterLock.claim(ref, SECOND_HALF);
    WriterLock three = WriterLock.claim(ref, SECOND);
    assertThat(isTaken(FIRST)).isTrue();
    assertThat(isTaken(FILE)).isTrue();
    assertThat(WriterLock.writers(ref)).hasSize(4);
    assertThat(WriterLock.writers(key(4096))).hasSize(2);
    assertThat(WriterLock.writers(key(8192))).hasSize(1);
    one.close();
    two.close();
    assertThat(isTaken(FIRST)).isFalse();
    adder.close();
    assertThat(isTaken(ADDING)).isFalse();
    three.close();
    assertThat(isTaken(FILE)).isFalse();
  }

  private ArrayKey key(long offset) {
    return new ArrayKey(ref, OptionalLong.of(offset), 20);
  }

  @Test
  void oneClaimIsGivenForAnotherWithoutAMomentBetween() throws IOException {
    WriterLock file = WriterLock.claim(ref, FILE);
    WriterLock array = file.exchange(ref, FIRST);
    file.close();
    assertThat(isTaken(FIRST)).isTrue();
    assertThat(isTaken(FILE)).isTrue();
    assertThat(isTaken(ADDING)).isFalse();
    assertThat(isTaken(SECOND)).isFalse();
    assertThatThrownBy(() -> file.exchange(ref, SECOND)).isInstanceOf(IllegalStateException.class);
    array.close();
    assertThat(isTaken(FILE)).isFalse();
  }

  @Test
  void erasingARecordLetsNoSecondWriterIn() throws IOException {
    WriterLock one = WriterLock.claim(ref, FIRST_HALF);
    Files.write(ArrayFileNames.of(ref).lock(), new byte[0]);
    assertThatThrownBy(() -> WriterLock.claim(ref, FIRST)).isInstanceOf(ArrayLockedException.class)
        .hasMessageContaining("no record").hasMessageContaining(".x.h5.lock");
    assertThat(WriterLock.hasLiveWriter(key(4096), List.of(new RowRange(5, 6)))).isTrue();
    assertThat(WriterLock.hasLiveWriter(key(4096), List.of(new RowRange(10, 20)))).isFalse();
    assertThat(WriterLock.hasLiveWriter(key(8192), List.of(new RowRange(5, 6)))).isFalse();
    one.close();
    WriterLock.claim(ref, FIRST).close();
    assertThat(ArrayFileNames.of(ref).lock()).doesNotExist();
  }

  @Test
  void bytesOfArraysNeverMeetAndEndWithTheFile() {
    long far = Long.MAX_VALUE - 3;
    assertThat(LockScope.array(0, 100, null).own().to())
        .isEqualTo(LockScope.array(100, 5, null).own().from());
    assertThat(LockScope.array(far, far, null).own()).satisfies(bytes -> {
      assertThat(bytes.length()).isPositive();
      assertThat(bytes.from()).isLessThan(bytes.to());
    });
    assertThat(LockScope.array(far, 5, new RowRange(3, 5)).own().length()).isPositive();
    assertThat(LockScope.array(4096, 5, new RowRange(3, 3)).own().isEmpty()).isTrue();
    assertThat(LockScope.file(new RowRange(far, Long.MAX_VALUE)).own().to())
        .isLessThanOrEqualTo(ADDING.own().from());
    for (LockScope scope : ALL) {
      assertThat(FILE.own().from()).isLessThanOrEqualTo(scope.own().from());
      assertThat(FILE.own().to()).isGreaterThanOrEqualTo(scope.own().to());
    }
  }

  @Test
  void whoDiedWritingAnArrayIsToldOfUntilThatArrayIsClosedWell() throws Exception {
    try (ChildJvm child = ChildJvm.start(LockHolder.class, "claim", ref.file().toString(), "2")) {
      assertThat(child.read()).isEqualTo("held");
      child.kill();
    }
    assertThat(WriterLock.writers(key(4096))).hasSize(1);
    assertThat(WriterLock.writers(key(8192))).isEmpty();
    WriterLock.claim(ref, SECOND).close();
    WriterLock.claim(ref, ADDING).close();
    WriterLock.claim(ref, FIRST_HALF).close();
    assertThat(WriterLock.writers(key(4096))).hasSize(1);
    WriterLock.claim(ref, FIRST).close();
    assertThat(ArrayFileNames.of(ref).lock()).doesNotExist();
  }
}
