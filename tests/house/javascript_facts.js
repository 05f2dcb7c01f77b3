// What the page's modules do with numbers and words, for test_javascript_decides_nothing.py: facts only,
// no judgement. Reads {"<module>": "<text put at its end>"}[] on stdin; writes one row of facts for each
// entry: with an empty entry of every module, else of the modules that it changes. Types are known, so
// text that is joined with + is told from numbers that are added.

import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const FOLDER = path.join(ROOT, "src", "coxa_web", "static", "coxa");
const SHAPES = path.join(FOLDER, "shapes.js");
const { options } = ts.parseJsonConfigFileContent(
  ts.readConfigFile(path.join(ROOT, "tsconfig.json"), ts.sys.readFile).config, ts.sys, ROOT);
const names = readdirSync(FOLDER).filter((name) => name.endsWith(".js")).sort();
const files = names.map((name) => path.join(FOLDER, name));

const { SyntaxKind: K, TypeFlags: T } = ts;
const ORDERS = new Set([
  K.LessThanToken, K.GreaterThanToken, K.LessThanEqualsToken, K.GreaterThanEqualsToken]);
const EQUALS = new Set([
  K.EqualsEqualsToken, K.ExclamationEqualsToken, K.EqualsEqualsEqualsToken, K.ExclamationEqualsEqualsToken]);
const COMPUTES = new Set([
  K.PlusToken, K.MinusToken, K.AsteriskToken, K.SlashToken, K.PercentToken, K.AsteriskAsteriskToken,
  K.AmpersandToken, K.BarToken, K.CaretToken, K.LessThanLessThanToken, K.GreaterThanGreaterThanToken,
  K.GreaterThanGreaterThanGreaterThanToken, K.PlusEqualsToken, K.MinusEqualsToken, K.AsteriskEqualsToken,
  K.SlashEqualsToken, K.PercentEqualsToken, K.AsteriskAsteriskEqualsToken, K.AmpersandEqualsToken,
  K.BarEqualsToken, K.CaretEqualsToken, K.LessThanLessThanEqualsToken, K.GreaterThanGreaterThanEqualsToken,
  K.GreaterThanGreaterThanGreaterThanEqualsToken]);
const EITHER_OR = new Set([K.AmpersandAmpersandToken, K.BarBarToken]);
const RECKONS = new Set(["Math", "Object.is"]);
const MEANINGLESS = new Set(["0", "1", "Infinity", "NaN", "undefined"]);

// ---------------------------------------------------------------------------------------------- types

/** @param {ts.Type} type @param {number} flags whether it is, or one of its choices is */
const may = (type, flags) => (type.isUnion() ? type.types : [type]).some((one) => (one.flags & flags) !== 0);

/** @param {ts.Type} type @param {number} flags */
const must = (type, flags) => (type.isUnion() ? type.types : [type]).every((one) => (one.flags & flags) !== 0);

// -------------------------------------------------------------------------------------------- operands

/**
 * Names of what an expression is made of: the last name of a path, calls with "()", rows with "[]",
 * numbers as they stand; 0 and 1 say nothing.
 * @param {ts.Node} node
 * @returns {string[]}
 */
function operands(node) {
  if (ts.isNumericLiteral(node)) return [node.text];
  if (ts.isIdentifier(node)) return [node.text];
  if (ts.isPropertyAccessExpression(node)) return [pathOf(node)];
  if (ts.isElementAccessExpression(node)) return operands(node.expression).map((name) => `${name}[]`);
  if (ts.isCallExpression(node)) {
    const called = operands(node.expression).map((name) => `${name}()`);
    return isReckoning(node.expression) ? [...called, ...node.arguments.flatMap(operands)] : called;
  }
  if (ts.isFunctionLike(node) || ts.isTypeNode(node) || ts.isStringLiteralLike(node)) return [];
  /** @type {string[]} */
  const found = [];
  ts.forEachChild(node, (child) => {
    if (!ts.isToken(child) || ts.isIdentifier(child) || ts.isNumericLiteral(child)) found.push(...operands(child));
  });
  return found;
}

/** @param {ts.PropertyAccessExpression} node */
function pathOf(node) {
  const owner = ts.isIdentifier(node.expression) ? node.expression.text
    : ts.isPropertyAccessExpression(node.expression) ? node.expression.name.text : "";
  const isTold = ["length", "size"].includes(node.name.text) || ["Math", "Number", "performance", "Date"].includes(owner);
  return isTold ? `${owner}.${node.name.text}` : node.name.text;
}

/** @param {ts.Node} node what is called, or looked into */
const isReckoning = (node) => (ts.isPropertyAccessExpression(node)
  && (RECKONS.has(node.expression.getText()) || RECKONS.has(node.getText())));

// --------------------------------------------------------------------------------------- one module

/** @param {ts.Program} program @param {ts.SourceFile} file */
function factsOf(program, file) {
  const checker = program.getTypeChecker();
  /** @type {{line: number, text: string, names: string[]}[]} */
  const numbers = [];
  /** @type {[number, string][]} */
  const words = [];
  /** @type {[number, string][]} */
  const members = [];
  const globals = new Set();
  const imports = new Set();

  /** @param {ts.Node} node */
  const lineOf = (node) => file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1;
  /** @param {ts.Node} node @param {ts.Node[]} parts */
  const reckoned = (node, parts = [node]) => {
    const found = [...new Set(parts.flatMap(operands))].filter((name) => !MEANINGLESS.has(name));
    numbers.push({ line: lineOf(node), text: node.getText(file).replace(/\s+/g, " ").slice(0, 100), names: found });
  };
  /** @param {ts.Node} node */
  const isNumber = (node) => may(checker.getTypeAtLocation(node), T.NumberLike | T.BigIntLike);
  /** @param {ts.Node} node */
  const isNothing = (node) => must(checker.getTypeAtLocation(node), T.Null | T.Undefined);
  /** A number that is asked whether it is 0. @param {ts.Node} node */
  const asked = (node) => {
    if (isNumber(node)) reckoned(node);
  };

  /** @param {ts.BinaryExpression} node */
  function binary(node) {
    const { left, right } = node;
    const operator = node.operatorToken.kind;
    if (ORDERS.has(operator)) reckoned(node);
    else if (COMPUTES.has(operator)) {
      if (!must(checker.getTypeAtLocation(node), T.StringLike)) reckoned(node);
    } else if (EQUALS.has(operator)) {
      if (!isNothing(left) && !isNothing(right) && (isNumber(left) || isNumber(right))) reckoned(node);
    } else if (EITHER_OR.has(operator)) asked(left);
  }

  /** @param {ts.Node} node */
  function number(node) {
    if (ts.isBinaryExpression(node)) binary(node);
    else if (ts.isPrefixUnaryExpression(node) && node.operator === K.ExclamationToken) asked(node.operand);
    else if ((ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node))
      && !ts.isNumericLiteral(node.operand)) reckoned(node, [node.operand]);
    else if (ts.isIfStatement(node) || ts.isWhileStatement(node) || ts.isDoStatement(node)) asked(node.expression);
    else if (ts.isConditionalExpression(node)) asked(node.condition);
    else if (ts.isSwitchStatement(node)) asked(node.expression);
    else if (isReckoning(node) && !(ts.isCallExpression(node.parent) && node.parent.expression === node)) reckoned(node);
    else if (ts.isCallExpression(node) && isReckoning(node.expression)) reckoned(node);
    else if (ts.isIdentifier(node) && RECKONS.has(node.text) && !ts.isPropertyAccessExpression(node.parent)) reckoned(node);
    else if (ts.isElementAccessExpression(node) && !ts.isNumericLiteral(node.argumentExpression)
      && isNumber(node.argumentExpression)) reckoned(node.argumentExpression);
  }

  /** @param {ts.Node} node */
  function word(node) {
    if (ts.isIdentifier(node) || ts.isPrivateIdentifier(node)) words.push([lineOf(node), node.text]);
    else if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) {
      words.push([lineOf(node), node.text]);
    }
  }

  /** Members that are read or made, by whatever way. @param {ts.Node} node */
  function member(node) {
    if (ts.isPropertyAccessExpression(node)) members.push([lineOf(node), node.name.text]);
    else if (ts.isBindingElement(node)) members.push([lineOf(node), (node.propertyName ?? node.name).getText(file)]);
    else if (ts.isPropertyAssignment(node) || ts.isShorthandPropertyAssignment(node)) {
      members.push([lineOf(node), node.name.getText(file)]);
    } else if (ts.isStringLiteralLike(node)) members.push([lineOf(node), node.text]);
  }

  /** @param {ts.Node} node */
  function foreign(node) {
    if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) imports.add(node.moduleSpecifier.text);
    if (ts.isCallExpression(node) && node.expression.kind === K.ImportKeyword) imports.add("import()");
    if (!ts.isIdentifier(node) || isLabel(node)) return;
    const symbol = checker.getSymbolAtLocation(node);
    const from = symbol?.declarations ?? [];
    if (from.every((made) => program.isSourceFileDefaultLibrary(made.getSourceFile()))) globals.add(node.text);
  }

  /** @param {ts.Node} node */
  function visit(node) {
    number(node);
    word(node);
    member(node);
    foreign(node);
    ts.forEachChild(node, visit);
  }
  visit(file);
  return {
    numbers, words, members, globals: [...globals].sort(), imports: [...imports].sort(),
    returns: returnsOf(checker, file), programs: programsOf(file),
  };
}

/** A name that is not looked up: a member, a label. @param {ts.Identifier} node */
function isLabel(node) {
  const { parent } = node;
  return (ts.isPropertyAccessExpression(parent) && parent.name === node)
    || (ts.isPropertyAssignment(parent) && parent.name === node)
    || (ts.isBindingElement(parent) && parent.propertyName === node)
    || (ts.isMethodDeclaration(parent) && parent.name === node);
}

/** What a module gives to who calls it. @param {ts.TypeChecker} checker @param {ts.SourceFile} file */
function returnsOf(checker, file) {
  const module = checker.getSymbolAtLocation(file);
  /** @type {Record<string, string[]>} */
  const given = {};
  for (const symbol of module === undefined ? [] : checker.getExportsOfModule(module)) {
    if ((symbol.flags & ts.SymbolFlags.Value) === 0) continue;
    const type = checker.getTypeOfSymbol(symbol);
    const calls = type.getCallSignatures();
    given[symbol.name] = calls.length === 0 ? [checker.typeToString(type)]
      : calls.flatMap((call) => called(checker, call.getReturnType()));
  }
  return given;
}

/** A type; of an object of functions, what those give. @param {ts.TypeChecker} checker @param {ts.Type} type */
function called(checker, type) {
  const members = type.getProperties().map((member) => checker.getTypeOfSymbol(member));
  const isOwn = type.symbol?.flags & ts.SymbolFlags.ObjectLiteral;
  if (!isOwn || members.some((member) => member.getCallSignatures().length === 0)) return [checker.typeToString(type)];
  return members.flatMap((member) => member.getCallSignatures().map((call) => checker.typeToString(call.getReturnType())));
}

/** Texts of constants called PROGRAM: Python that a module carries. @param {ts.SourceFile} file */
function programsOf(file) {
  /** @type {string[]} */
  const found = [];
  /** @param {ts.Node} node */
  const visit = (node) => {
    if (ts.isVariableDeclaration(node) && node.name.getText(file) === "PROGRAM" && node.initializer !== undefined) {
      found.push(node.initializer.getText(file).slice(1, -1));
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** Numbers that Python hands to the page, by their names in shapes.js. @param {ts.Program} program */
function handed(program) {
  const checker = program.getTypeChecker();
  const found = new Set();
  const seen = new Set();
  /** @param {ts.Type} type */
  function look(type) {
    for (const one of type.isUnion() || type.isIntersection() ? type.types : [type]) {
      if (seen.has(one)) continue;
      seen.add(one);
      if (one !== type) look(one);
      for (const given of checker.getTypeArguments(/** @type {ts.TypeReference} */ (one)) ?? []) look(given);
      for (const member of one.getProperties()) {
        if (!member.declarations?.some((made) => made.getSourceFile().fileName === SHAPES)) continue;
        const type = checker.getTypeOfSymbol(member);
        if (may(type, T.NumberLike)) found.add(member.name);
        look(type);
      }
    }
  }
  const shapes = program.getSourceFile(SHAPES);
  const module = shapes && checker.getSymbolAtLocation(shapes);
  for (const symbol of module ? checker.getExportsOfModule(module) : []) look(checker.getDeclaredTypeOfSymbol(symbol));
  return [...found].sort();
}

// ------------------------------------------------------------------------------------------------ all

const kept = new Map();
const usual = ts.createCompilerHost(options);
/** @type {ts.Program | undefined} */
let before;

/** @param {Record<string, string>} added text at the end of some modules */
function programWith(added) {
  const host = {
    ...usual,
    getSourceFile(/** @type {string} */ name, /** @type {any} */ version) {
      const more = path.dirname(name) === FOLDER ? added[path.basename(name)] : undefined;
      if (more !== undefined) {
        return ts.createSourceFile(name, `${readFileSync(name, "utf8")}\n${more}\n`, version, true);
      }
      if (!kept.has(name)) kept.set(name, usual.getSourceFile(name, version));
      return kept.get(name);
    },
  };
  before = ts.createProgram(files, options, host, before);
  return before;
}

const rows = JSON.parse(readFileSync(0, "utf8")).map((/** @type {Record<string, string>} */ added) => {
  const program = programWith(added);
  const wanted = Object.keys(added).length === 0 ? names : Object.keys(added);
  const modules = Object.fromEntries(wanted.map((name) => {
    const file = program.getSourceFile(path.join(FOLDER, name));
    if (file === undefined) throw new Error(`no module ${name}`);
    return [name, factsOf(program, file)];
  }));
  return { modules, handed: handed(program) };
});
process.stdout.write(JSON.stringify(rows));
