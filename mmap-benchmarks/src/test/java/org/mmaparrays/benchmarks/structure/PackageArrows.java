package org.mmaparrays.benchmarks.structure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.MethodTypeEntry;
import java.lang.classfile.constantpool.NameAndTypeEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which packages of a module use which others of it, read from its class files.
 *
 * <p>Packages show the architecture only while their arrows go one way: {@link PackagesTest} keeps them so.
 */
final class PackageArrows {
  private static final Pattern CLASS_IN_DESCRIPTOR = Pattern.compile("L([^;<]+)[;<]");

  /** The classes that cause the arrow from one package to another, as {@code User -> Used}. */
  private final Map<String, Map<String, Set<String>>> arrows = new TreeMap<>();

  private PackageArrows() {}

  /** Reads the class files of a module, as in {@code target/classes}. */
  static PackageArrows of(Path classes) throws IOException {
    PackageArrows arrows = new PackageArrows();
    try (Stream<Path> files = Files.walk(classes)) {
      List<ClassModel> models =
          files.filter(file -> file.toString().endsWith(".class")).map(PackageArrows::parse)
              .filter(model -> !model.isModuleInfo()).toList();
      Set<String> own = new HashSet<>();
      models.forEach(model -> own.add(model.thisClass().asInternalName()));
      for (ClassModel model : models) {
        String user = model.thisClass().asInternalName();
        arrows.arrows.computeIfAbsent(packageOf(user), name -> new TreeMap<>());
        uses(model).stream().filter(own::contains).forEach(used -> arrows.add(user, used));
      }
    }
    return arrows;
  }

  private static ClassModel parse(Path file) {
    try {
      return ClassFile.of().parse(file);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static Set<String> uses(ClassModel model) {
    Set<String> uses = new HashSet<>();
    for (PoolEntry entry : model.constantPool()) {
      switch (entry) {
        case ClassEntry type when type.asInternalName().startsWith("[") ->
          addAll(uses, type.asInternalName());
        case ClassEntry type -> uses.add(type.asInternalName());
        case NameAndTypeEntry member -> addAll(uses, member.type().stringValue());
        case MethodTypeEntry type -> addAll(uses, type.descriptor().stringValue());
        default -> {}
      }
    }
    model.fields().forEach(field -> addAll(uses, field.fieldType().stringValue()));
    model.methods().forEach(method -> addAll(uses, method.methodType().stringValue()));
    return uses;
  }

  private static void addAll(Set<String> uses, String descriptor) {
    Matcher matcher = CLASS_IN_DESCRIPTOR.matcher(descriptor);
    while (matcher.find()) {
      uses.add(matcher.group(1));
    }
  }

  private void add(String user, String used) {
    String from = packageOf(user);
    String to = packageOf(used);
    if (!from.equals(to)) {
      arrows.computeIfAbsent(from, name -> new TreeMap<>()).computeIfAbsent(to, name -> new TreeSet<>())
          .add(simple(user) + " -> " + simple(used));
    }
  }

  private static String packageOf(String internalName) {
    int end = internalName.lastIndexOf('/');
    return end < 0 ? "" : internalName.substring(0, end).replace('/', '.');
  }

  private static String simple(String internalName) {
    return internalName.substring(internalName.lastIndexOf('/') + 1);
  }

  /** Returns all packages. */
  Set<String> packages() {
    return arrows.keySet();
  }

  /** Returns the arrows from some packages to others, each with the classes that cause it. */
  List<String> between(Predicate<String> from, Predicate<String> to) {
    List<String> found = new ArrayList<>();
    arrows.forEach((user, targets) -> targets.forEach((used, causes) -> {
      if (from.test(user) && to.test(used)) {
        found.add(user + " -> " + used + " " + causes);
      }
    }));
    return found;
  }

  /** Returns the arrows that lie on a cycle, each with the classes that cause it; none if there is no cycle. */
  List<String> onCycles() {
    List<String> found = new ArrayList<>();
    arrows.forEach((user, targets) -> targets.forEach((used, causes) -> {
      if (reaches(used, user)) {
        found.add(user + " -> " + used + " " + causes);
      }
    }));
    return found;
  }

  private boolean reaches(String from, String to) {
    Set<String> seen = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(List.of(from));
    while (!open.isEmpty()) {
      String next = open.pop();
      if (next.equals(to)) {
        return true;
      }
      if (seen.add(next)) {
        open.addAll(arrows.getOrDefault(next, Map.of()).keySet());
      }
    }
    return false;
  }
}
