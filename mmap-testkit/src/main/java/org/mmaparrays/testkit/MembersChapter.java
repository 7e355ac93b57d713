package org.mmaparrays.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.mmaparrays.ArrayCreator;
import org.mmaparrays.ArrayDraft;
import org.mmaparrays.ArrayOpener;
import org.mmaparrays.ArrayStores;
import org.mmaparrays.NdArray;
import org.mmaparrays.RowWriter;
import org.mmaparrays.StoredArray;
import org.mmaparrays.model.ArrayLockedException;
import org.mmaparrays.model.ArrayRef;
import org.mmaparrays.model.ArraySpec;
import org.mmaparrays.model.OpenMode;
import org.mmaparrays.model.UnsupportedArrayException;
import org.mmaparrays.spi.Allocation;
import org.mmaparrays.spi.Capability;
import org.mmaparrays.spi.Extension;

/** Several arrays in one file: added, replaced and written, while the others stay as they are. */
abstract class MembersChapter extends DecodedChapter {
  private static final String FIRST = "first";
  private static final String SECOND = "second";
  private static final String THIRD = "third";

  MembersChapter() {}

  private ArrayRef ref(String member) {
    return ArrayRef.of(newFile(), member);
  }

  private ArrayCreator creator(String member) {
    return ArrayStores.creator(ref(member)).store(store());
  }

  private ArrayOpener opener(String member) {
    return ArrayStores.opener(ref(member)).store(store());
  }

  private ArraySpec spec() {
    return golden().spec();
  }

  /** Creates an array, whose elements depend on a number. */
  private void make(String member, int number, OpenMode mode) throws IOException {
    try (StoredArray array = creator(member).create(spec(), mode)) {
      assertThat(array.spec()).isEqualTo(spec());
      fill(array.view(), number);
    }
  }

  private void fill(NdArray view, int number) {
    long position = number;
    for (long[] index : new Indices(view.shape())) {
      view.setValue(index, Samples.value(spec().dtype(), position++));
    }
  }

  private void assertElements(NdArray view, int number) {
    Indices.assertElements(view, position -> Samples.value(spec().dtype(), number + position));
  }

  private void assertElements(String member, int number) throws IOException {
    try (StoredArray array = opener(member).open()) {
      assertThat(array.spec()).isEqualTo(spec());
      assertElements(array.view(), number);
    }
  }

  /** MEMBERS-1: an array is added to an existing file: zeros, then the elements that are set; the others keep their elements, also where open. */
  @Rule(value = "MEMBERS-1", needs = {Capability.MEMBERS, Capability.CREATE})
  final void members1_added() throws IOException {
    make(FIRST, 1, OpenMode.CREATE_NEW);
    try (StoredArray open = opener(FIRST).open()) {
      try (StoredArray added = creator(SECOND).create(spec(), OpenMode.CREATE_NEW)) {
        Object zero = NdArray.allocate(ArraySpec.of(spec().dtype())).getValue();
        Indices.assertElements(added.view(), position -> zero);
        fill(added.view(), 2);
      }
      make(THIRD, 3, OpenMode.CREATE);
      assertElements(open.view(), 1);
    }
    assertElements(FIRST, 1);
    assertElements(SECOND, 2);
    assertElements(THIRD, 3);
    assertThat(store().list(newFile())).hasSize(3);
    for (ArrayRef each : store().list(newFile())) {
      assertThat(ArrayStores.opener(each).store(store()).inspect().spec()).isEqualTo(spec());
    }
    assertThat(contents()).containsOnlyKeys(name(newFile()).toString());
  }

  /** MEMBERS-2: an array that is there is not created anew: FileAlreadyExistsException, which names it, and nothing has changed. */
  @Rule(value = "MEMBERS-2", needs = {Capability.MEMBERS, Capability.CREATE})
  final void members2_existing() throws IOException {
    make(FIRST, 1, OpenMode.CREATE_NEW);
    make(SECOND, 2, OpenMode.CREATE_NEW);
    Map<String, String> before = contents();
    assertThatThrownBy(() -> make(FIRST, 3, OpenMode.CREATE_NEW))
        .isInstanceOf(FileAlreadyExistsException.class)
        .hasMessageContaining(FIRST).hasMessageContaining("OpenMode.CREATE");
    assertThat(contents()).isEqualTo(before);
  }

  /** MEMBERS-3: replacing gives a new array; readers that have the old one open keep it, and the others stay as they are. */
  @Rule(value = "MEMBERS-3", needs = {Capability.MEMBERS, Capability.CREATE})
  final void members3_replaced() throws IOException {
    make(FIRST, 1, OpenMode.CREATE_NEW);
    make(SECOND, 2, OpenMode.CREATE_NEW);
    try (StoredArray old = opener(FIRST).open(); StoredArray other = opener(SECOND).open()) {
      make(FIRST, 3, OpenMode.CREATE);
      assertElements(old.view(), 1);
      assertElements(other.view(), 2);
    }
    assertElements(FIRST, 3);
    assertElements(SECOND, 2);
    assertThat(store().list(newFile())).hasSize(2);
    assertThat(contents()).containsOnlyKeys(name(newFile()).toString());
  }

  /** MEMBERS-4: a draft that is not published leaves the file as it was. */
  @Rule(value = "MEMBERS-4", needs = {Capability.MEMBERS, Capability.CREATE})
  final void members4_drafted() throws IOException {
    make(FIRST, 1, OpenMode.CREATE_NEW);
    Map<String, String> before = contents();
    for (String member : new String[] {FIRST, SECOND}) {
      try (ArrayDraft draft = creator(member).draft(spec(), OpenMode.CREATE)) {
        fill(draft.array().view(), 2);
        assertElements(FIRST, 1);
        try (StoredArray written = draft.openWritten()) {
          assertElements(written.view(), 2);
        }
      }
      assertThat(contents()).isEqualTo(before);
    }
  }

  /** MEMBERS-5: all that is written but the commit leaves the old arrays; with the commit there is the new one. */
  @Rule(value = "MEMBERS-5", needs = {Capability.MEMBERS, Capability.CREATE})
  final void members5_committedAtOnce() throws IOException {
    make(FIRST, 1, OpenMode.CREATE_NEW);
    make(SECOND, 2, OpenMode.CREATE_NEW);
    Extension extension = store().extend(ref(FIRST), spec());
    assertThat(extension.replaces()).isTrue();
    assertThat(store().extend(ref(THIRD), spec()).replaces()).isFalse();
    try (FileChannel channel = FileChannel.open(newFile(), StandardOpenOption.WRITE)) {
      assertThat(extension.inUse()).isLessThanOrEqualTo(channel.size());
      channel.truncate(extension.inUse());
      assertElements(FIRST, 1);
      write(channel, new byte[1], extension.fileLength() - 1);
      for (Allocation.Piece piece : extension.pieces()) {
        write(channel, piece.bytes(), piece.position());
        assertElements(FIRST, 1);
      }
      assertElements(SECOND, 2);
      write(channel, extension.commit().bytes(), extension.commit().position());
    }
    Object zero = NdArray.allocate(ArraySpec.of(spec().dtype())).getValue();
    try (StoredArray array = opener(FIRST).open()) {
      assertThat(array.info().offset()).hasValue(extension.storage().offset());
      Indices.assertElements(array.view(), position -> zero);
    }
    assertElements(SECOND, 2);
  }

  private static void write(FileChannel channel, byte[] bytes, long position) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      position += channel.write(buffer, position);
    }
  }

  /** MEMBERS-6: each array has its own writer; others are added meanwhile, but neither it nor the file is replaced. */
  @Rule(value = "MEMBERS-6", needs = {Capability.MEMBERS, Capability.CREATE})
  final void members6_writers() throws IOException {
    make(FIRST, 1, OpenMode.CREATE_NEW);
    make(SECOND, 2, OpenMode.CREATE_NEW);
    try (StoredArray first = opener(FIRST).open(OpenMode.READ_WRITE);
        StoredArray second = opener(SECOND).open(OpenMode.READ_WRITE)) {
      fill(first.view(), 4);
      make(THIRD, 3, OpenMode.CREATE_NEW);
      fill(second.view(), 5);
      first.flush();
      assertThatThrownBy(() -> opener(FIRST).open(OpenMode.READ_WRITE))
          .isInstanceOf(ArrayLockedException.class);
      assertThatThrownBy(() -> make(FIRST, 6, OpenMode.CREATE)).isInstanceOf(ArrayLockedException.class);
      assertThatThrownBy(() -> creator(newFile()).create(spec(), OpenMode.CREATE))
          .isInstanceOf(ArrayLockedException.class);
    }
    assertElements(FIRST, 4);
    assertElements(SECOND, 5);
    assertElements(THIRD, 3);
  }

  /** MEMBERS-7: each array has its own checkpoints; one that is replaced has none of the one before. */
  @Rule(value = "MEMBERS-7", needs = {Capability.MEMBERS, Capability.CREATE})
  final void members7_checkpoints() throws IOException {
    make(FIRST, 1, OpenMode.CREATE_NEW);
    try (RowWriter writer = ArrayStores.rowWriter(ref(SECOND)).store(store()).resumeOrCreate(spec())) {
      writer.write(row -> row.fill(Samples.value(spec().dtype(), 1)));
    }
    assertThat(opener(FIRST).checkpoints()).isEmpty();
    assertThat(opener(SECOND).checkpoints()).singleElement()
        .satisfies(last -> assertThat(last.completeTo()).isEqualTo(1));
    try (RowWriter writer = ArrayStores.rowWriter(ref(SECOND)).store(store()).resumeOrCreate(spec())) {
      assertThat(writer.position()).isEqualTo(1);
    }
    make(SECOND, 2, OpenMode.CREATE);
    assertThat(opener(SECOND).checkpoints()).isEmpty();
    assertThat(contents()).containsOnlyKeys(name(newFile()).toString());
  }

  /** MEMBERS-8: an array that is not there is refused, in every mode, by an error that names it, and nothing has changed. */
  @Rule(value = "MEMBERS-8", needs = {Capability.MEMBERS})
  final void members8_missing() throws IOException {
    Path file = copyOf(golden());
    Map<String, String> before = contents();
    for (OpenMode mode : new OpenMode[] {OpenMode.READ, OpenMode.READ_WRITE, OpenMode.COPY_ON_WRITE}) {
      assertThatThrownBy(
          () -> ArrayStores.opener(ArrayRef.of(file, "no-such-member")).store(store()).open(mode))
          .isInstanceOf(IOException.class).hasMessageContaining(file.toString())
          .hasMessageContaining("no-such-member");
    }
    assertThat(contents()).isEqualTo(before);
    assertThat(Files.size(file)).isPositive();
  }

  /** MEMBERS-9: a file of several arrays is not replaced by one, by an error that names one of them, and nothing has changed. */
  @Rule(value = "MEMBERS-9", needs = {Capability.MEMBERS, Capability.CREATE})
  final void members9_several() throws IOException {
    make(FIRST, 1, OpenMode.CREATE_NEW);
    make(SECOND, 2, OpenMode.CREATE_NEW);
    Map<String, String> before = contents();
    assertThatThrownBy(() -> creator(newFile()).create(spec(), OpenMode.CREATE))
        .isInstanceOf(UnsupportedArrayException.class)
        .hasMessageContaining(store().list(newFile()).getFirst().toString());
    assertThat(contents()).isEqualTo(before);
  }
}
