package org.mmaparrays.cli.command;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The arguments of a command: options and parameters, in the order in which its help lists them. */
public final class Arguments {
  private final List<OptionSpec> options = new ArrayList<>();
  private final List<PositionalParamSpec> parameters = new ArrayList<>();
  private final List<Group> groups = new ArrayList<>();

  Arguments() {}

  /** Options that are given together, or not at all. */
  private record Group(String heading, Arguments options) {
    ArgGroupSpec spec() {
      ArgGroupSpec.Builder group = ArgGroupSpec.builder().exclusive(false).heading(heading);
      options.options.forEach(group::addArg);
      return group.build();
    }
  }

  /** Returns an option without a value. */
  public Argument<Boolean> flag(String name, String description) {
    return add(OptionSpec.builder(name).type(boolean.class).arity("0").description(description));
  }

  /**
   * Returns an option with a value.
   *
   * @param label the name of the value in the help
   * @param type of the value, one that picocli knows, or an enum
   */
  public <T> Argument<T> option(String name, String label, Class<T> type, String description) {
    return add(valued(name, label, type, description));
  }

  /** Returns the same, of another type. */
  public <T> Argument<T> option(String name, String label, Class<T> type, ITypeConverter<T> converter,
      String description) {
    return add(valued(name, label, type, description).converters(converter));
  }

  /** Returns the same, and it must be given. */
  public <T> Argument<T> required(String name, String label, Class<T> type, ITypeConverter<T> converter,
      String description) {
    return add(valued(name, label, type, description).converters(converter).required(true));
  }

  private static OptionSpec.Builder valued(String name, String label, Class<?> type, String description) {
    return OptionSpec.builder(name).paramLabel(label).type(type).arity("1").description(description);
  }

  private <T> Argument<T> add(OptionSpec.Builder option) {
    OptionSpec spec = option.build();
    options.add(spec);
    return new Argument<>(spec);
  }

  /** Adds a parameter that must be given at this place, after the parameters before it. */
  public <T> Argument<T> parameter(String label, Class<T> type, ITypeConverter<T> converter,
      String description) {
    return add(PositionalParamSpec.builder().type(type).arity("1").converters(converter), label, description);
  }

  /** Returns the same, once or several times; the last of the parameters. */
  public <T> Argument<List<T>> parameters(String label, Class<T> type, ITypeConverter<T> converter,
      String description) {
    return add(PositionalParamSpec.builder().type(List.class).auxiliaryTypes(type).arity("1..*")
        .converters(converter), label, description);
  }

  private <T> Argument<T> add(PositionalParamSpec.Builder parameter, String label, String description) {
    int index = parameters.size();
    PositionalParamSpec spec = parameter.paramLabel(label).description(description).required(true)
        .index(parameter.arity().isVariable() ? index + "..*" : String.valueOf(index)).build();
    parameters.add(spec);
    return new Argument<>(spec);
  }

  /**
   * Options that are given together, or not at all.
   *
   * @param heading above them in the help
   * @return takes the options
   */
  public Arguments together(String heading) {
    Group group = new Group("%n" + heading + "%n", new Arguments());
    groups.add(group);
    return group.options();
  }

  void addTo(CommandSpec command) {
    for (ArgSpec parameter : parameters) {
      command.add(parameter);
    }
    for (ArgSpec option : options) {
      command.add(option);
    }
    groups.forEach(group -> command.addArgGroup(group.spec()));
  }
}
